"""What docker-compose.yml promises; no Docker engine is needed to check it."""

import json
import re
from pathlib import Path

import pytest
import yaml

from contactcenter.running.limits import Limits

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def test_production_consists_of_these_services(services):
    always = {name for name, service in services.items() if "profiles" not in service}
    assert always == {
        "proxy",
        "web",
        "worker",
        "beat",
        "migrate",
        "postgres",
        "redis",
    }


def test_emulator_runs_only_when_asked_for(services):
    assert services["emulator"]["profiles"] == ["demo"]


def test_demo_seeds_its_accounts_where_the_emulator_finds_the_door(services):
    seed = services["seed"]
    assert seed["profiles"] == ["demo"]
    assert seed["command"][-1] == "seed_demo"
    assert seed["environment"]["PUBLIC_URL"] == "http://proxy"
    assert seed["environment"]["TELNYX_API_KEY"].startswith("${TELNYX_API_KEY")


def test_redis_keeps_what_it_was_given(services):
    options = " ".join(services["redis"]["command"])
    assert "--appendonly yes" in options
    assert "--maxmemory-policy noeviction" in options


def test_exactly_one_beat_runs(services):
    assert "deploy" not in services["beat"]


def test_product_starts_after_the_migrations(services):
    for name in ("web", "worker", "beat"):
        condition = services[name]["depends_on"]["migrate"]["condition"]
        assert condition == "service_completed_successfully", name


def test_only_the_proxy_is_reachable_from_outside(services):
    assert [name for name in services if "ports" in services[name]] == ["proxy"]


def test_web_process_of_the_image_serves_as_every_other_one_does():
    """With the limits of `manage.py serve`, which tests/running/ holds it to."""
    command = (ROOT / "Dockerfile").read_text().rpartition("CMD ")[2]
    words = json.loads(command)
    assert words[:3] == ["python", "manage.py", "serve"]
    assert "--behind-proxy" in words


def test_proxy_keeps_connections_for_less_long_than_a_web_process():
    """Else a webhook may be sent into a connection that is just being closed."""
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text()
    [seconds] = re.findall(r"keepalive (\d+)s", caddyfile)
    assert int(seconds) < Limits().idle_secs


def test_proxy_caps_bodies_and_drops_daphnes_header():
    configuration = (ROOT / "deploy/Caddyfile").read_text()
    assert re.search(r"^\s*max_size 256KiB$", configuration, re.MULTILINE)
    assert re.search(
        r"^\s*request_header -Daphne-Root-Path$", configuration, re.MULTILINE
    )


def test_every_value_of_compose_is_explained_in_the_example(services):
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    explained = set(
        re.findall(r"^#?(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    )
    assert asked - explained == set()


def test_no_secret_has_a_default():
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "TELNYX_API_KEY"):
        assert f"${{{name}:?" in text, name
        assert f"${{{name}:-" not in text, name


def test_the_proxy_cannot_reach_the_data(services):
    networks = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["networks"]
    assert networks["data"] == {"internal": True}
    on_data = {name for name, one in services.items() if "data" in one["networks"]}
    assert on_data == {"web", "worker", "beat", "migrate", "seed", "postgres", "redis"}


def test_nothing_grows_without_end(services):
    for name, service in services.items():
        assert service["logging"]["options"]["max-size"] == "20m", name
    for name in ("web", "worker", "beat"):
        assert services[name]["mem_limit"] == "2g", name
