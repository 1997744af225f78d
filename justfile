# What can be done in this repository. `./run <recipe>` sets everything up first; `just <recipe>` expects `.venv/`.

set positional-arguments

export PATH := justfile_directory() / ".venv/bin" + ":" + justfile_directory() / ".bootstrap/bin" + ":" + env("PATH")

# Networks of organisations often inspect TLS: uv trusts the certificates that this machine trusts.
export UV_SYSTEM_CERTS := env("UV_SYSTEM_CERTS", "true")

# Tests that run at the same time; more than the cores gain nothing.
workers := env("KETENZICHT_TEST_WORKERS", "auto")

# The recipes.
default:
    @just --list

# Everything that CI checks: style, types, floors, tests.
check: lint types floors test test-database

# Style and likely mistakes.
lint:
    ruff format --check .
    ruff check .

# Types, strict.
types:
    mypy

# A room imports only from the rooms below it.
floors:
    lint-imports

# The tests; arguments go to pytest.
[no-exit-message]
test *arguments:
    pytest -n {{ workers }} "$@"

# Of the pages of a survey what depends most on the database, on PostgreSQL; skips where that is not installed.
[no-exit-message]
test-database:
    KETENZICHT_TEST_DATABASE=postgresql pytest -q -n {{ workers }} tests/web/test_survey_kept.py \
        tests/web/test_survey_second_step.py tests/web/test_survey_sessions.py tests/web/test_survey_verify.py

# All pages on PostgreSQL, which must be installed here; arguments go to pytest.
[no-exit-message]
test-postgresql *arguments:
    KETENZICHT_TEST_DATABASE=postgresql pytest -n {{ workers }} tests/web "$@"

# A million inputs made to do harm, over all ways in; it goes on where it stopped. Arguments go to tests/fuzz/run.py.
[no-exit-message]
fuzz *arguments:
    @uv run --isolated --frozen --quiet --group fuzz python tests/fuzz/run.py "$@"

# Mend what can be mended by itself.
fix:
    ruff check --fix .
    ruff format .

# A server of Apache Spark for the full lane, on port 15002; it needs Java 17 and uv, and stays in the foreground.
# Expressions are interpreted: to compile each takes most of the time with tables of a few hundred rows.
spark-server version="4.3.0":
    uvx --from "pyspark[connect]=={{ version }}" spark-submit \
        --class org.apache.spark.sql.connect.service.SparkConnectServer --master "local[2]" \
        --driver-java-options "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" \
        --conf spark.sql.codegen.wholeStage=false --conf spark.sql.codegen.factoryMode=NO_CODEGEN \
        --conf spark.sql.adaptive.enabled=false --conf spark.sql.shuffle.partitions=2 \
        --conf spark.ui.enabled=false --conf spark.log.level=WARN \
        --conf spark.connect.grpc.binding.address=127.0.0.1 spark-internal

# Make the generated reference pages again; a test fails when they are stale.
docs:
    python docs/generate.py

# Holes that are known in what the program is built of: by the lock file, asked of osv.dev.
audit:
    uv audit --quiet --locked --no-dev --preview-features audit-command

# What the program is built of, as CycloneDX, in dist/sbom.json: from the lock file, without network.
sbom:
    @mkdir -p dist
    uv export --quiet --offline --locked --no-dev --format cyclonedx1.5 --output-file dist/sbom.json

# An hour of guide, survey and coding pages under load: whether memory stays flat; arguments go to the benchmark.
soak *arguments:
    @python benchmarks/soak.py "$@"

# Paths through ten million events, beside pm4py on the same file; arguments go to the benchmark.
bench *arguments:
    @PYTHONPATH=benchmarks python benchmarks/paths/run.py "$@"

# Chances, repeats and hazards from ten million spells, beside their peers; arguments go to the benchmark.
bench-measures *arguments:
    @PYTHONPATH=benchmarks python benchmarks/measures/run.py "$@"

# One case with its explanation, and a million cases at once; arguments go to the benchmark.
bench-guide *arguments:
    @python benchmarks/guide/run.py "$@"

# Pages of the guide with twenty people at once; arguments go to the benchmark.
bench-web *arguments:
    @python benchmarks/web/load.py "$@"

# A hundred regions that hand in two thousand rows at once; arguments go to the benchmark.
bench-survey *arguments:
    @python benchmarks/web/survey_load.py "$@"

# A million records of persons linked, beside Splink alone; arguments go to the benchmark.
bench-linkage *arguments:
    @python benchmarks/linkage/run.py "$@"

# A what-if model beside SimPy and Ciw, and a chain as large as the country's; arguments go to the benchmark.
bench-whatif *arguments:
    @PYTHONPATH=benchmarks python benchmarks/whatif/run.py "$@"

# Histories and measures on this machine and on Sail with workers; arguments go to the benchmark.
bench-engine *arguments:
    @python benchmarks/engine/run.py "$@"

# How long the page wat-als takes to answer.
bench-whatif-page:
    @python benchmarks/whatif/page.py

# Rates of all municipalities standardised at once, with their intervals; arguments go to the benchmark.
bench-compare *arguments:
    @python benchmarks/compare/run.py "$@"

# Make the demo study and its report in ./demo; arguments go to `ketenzicht demo`.
[no-cd]
demo *arguments:
    @ketenzicht demo "$@"
