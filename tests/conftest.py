import pytest


def pytest_addoption(parser):
    parser.addoption("--many", action="store_true", help="try many more random inputs where tests draw them")


@pytest.fixture(scope="session")
def many(request) -> bool:
    """Whether random tests are to try many more inputs than usual."""
    return request.config.getoption("--many")
