from collections.abc import Callable

import pytest
from report_builders import audit_of
from report_samples import sample_segments

from audit.result import Audit


@pytest.fixture(scope="session")
def make() -> Callable[..., Audit]:
    return audit_of


@pytest.fixture(scope="session")
def sample() -> Audit:
    return audit_of(*sample_segments(), notes=("Segment 2 was longer than one pass of the model and was read in two.",))
