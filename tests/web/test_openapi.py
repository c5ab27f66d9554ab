"""The whole API as it describes itself, asked by schemathesis with whatever it allows.

No answer is an error of ours, and each fits what the description says of status, type, headers and
body. Half of the questions name what there is, so that not all are answered by 404.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from commonlist.access import Role
from commonlist.pipeline import people
from commonlist.pipeline.live import Live
from commonlist.pipeline.match import matcher
from commonlist.pipeline.people import By
from commonlist.settings import Settings
from commonlist.storage import Workspace, partitions
from commonlist.web.app import application
from tests.web.conftest import NOW

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
BY = By("root", "command", NOW)
EXAMPLES = {False: 6, True: 150}
"""How many questions are asked of each operation, and with ``--full``."""


@pytest.fixture(scope="module")
def live(lists: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The bundled lists, of this module's own: questions may change them."""
    folder = tmp_path_factory.mktemp("openapi") / "ws"
    shutil.copytree(lists, folder)
    with Live(Workspace(folder, NOW), lambda: NOW) as made:
        matcher(made)  # so that it is ready
        yield made


@pytest.fixture(scope="module")
def app(live: Live) -> FastAPI:
    return application(live, Settings(requests_per_minute=0))


@pytest.fixture(scope="module")
def keys(live: Live) -> dict[str, str]:
    """The key of an administrator, that of a delegate, and none."""
    roles = {"administrator": "", "delegate": "no"}
    made = {
        role: people.add_token(live.workspace, BY, f"a {role}", Role(role), party).key
        for role, party in roles.items()
    }
    return {"nobody": "", **made}


@pytest.fixture(scope="module")
def there(live: Live) -> dict[str, list[str]]:
    """What there is, by the name that paths have for it."""
    with live.reading() as connection:
        entities = sorted(set(partitions.members(connection).values()))[:20]
    return {
        "entity": entities,
        "entity_id": entities,
        "dataset": ["default", "sanctions", "ru_fsb"],
        "source": ["ru_fsb", "un_organizations"],
        "name": ["syria-2015"],
        "prop": ["programId", "sanctions"],
    }


@pytest.mark.parametrize("who", ["administrator", "delegate", "nobody"])
def test_no_answer_is_an_error_of_ours_and_each_fits_its_description(
    app: FastAPI,
    keys: dict[str, str],
    there: dict[str, list[str]],
    who: str,
    request: pytest.FixtureRequest,
) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    headers = {"Authorization": f"ApiKey {keys[who]}"} if keys[who] else {}
    found = list(schema.get_all_operations())
    operations = [each.ok() for each in found if isinstance(each, Ok)]
    assert len(operations) == len(found) > 0
    wrong: list[str] = []
    for operation in operations:

        @seed(20151218)
        @settings(
            max_examples=EXAMPLES[bool(request.config.getoption("--full"))],
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), known=st.booleans(), place=st.integers(0, 19))
        def ask(case: Any, known: bool, place: int) -> None:
            for name in case.path_parameters if known else ():
                if name in there:
                    case.path_parameters[name] = there[name][place % len(there[name])]
            case.validate_response(case.call(headers=headers), checks=CHECKS)

        try:
            ask()
        except Exception as error:  # one for each operation, so that all are told
            wrong.append(f"{operation.label}: {error}")
    assert not wrong, "\n\n".join(wrong)
