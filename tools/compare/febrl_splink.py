"""Splink over a table of FEBRL, as a careful analyst would set it up. Started by febrl.py, as a process of its own.

usage: febrl_splink.py DIR OUT WEIGHT…

Reads DIR/persons.csv and writes `report_id,subject_id` to OUT/WEIGHT.csv for each match weight; prints JSON: the CPU seconds up to the first clustering, versions. The
social-security field counts where the table has it.
"""

import json
import logging
import resource
import sys
import warnings
from pathlib import Path

import peers

peers.need("splink", "duckdb")
import duckdb  # noqa: E402
import splink  # noqa: E402
import splink.comparison_library as compare  # noqa: E402
from splink import Linker, SettingsCreator, block_on  # noqa: E402
from splink.backends.duckdb import DuckDBAPI  # noqa: E402

NUMBER = "soc_sec_id"
BLOCKS = [
    ("given_name", "surname"),
    ("date_of_birth",),
    ("postcode", "given_name"),
    ("postcode", "surname"),
    ("address_1", "street_number"),
    ("given_name", "suburb"),
    ("surname", "suburb"),
    ("substr(date_of_birth, 1, 6)", "street_number"),
    ("given_name", "address_1"),
    ("surname", "address_1"),
]


def prepared(folder: Path) -> tuple[duckdb.DuckDBPyConnection, bool]:
    """The records, an empty cell as one that says nothing; and whether they have the social-security field."""
    connection = duckdb.connect()
    connection.execute("set threads = 2")
    table = f"read_csv('{folder / 'persons.csv'}', all_varchar = true, header = true)"
    columns = [row[0] for row in connection.execute(f"describe select * from {table}").fetchall()]
    cells = ", ".join(f"nullif(trim({column}), '') as {column}" for column in columns if column != "rec_id")
    connection.execute(f"create table person as select rec_id as unique_id, {cells} from {table}")
    return connection, NUMBER in columns


def settings(with_number: bool) -> SettingsCreator:
    comparisons = [
        compare.NameComparison("given_name"),
        compare.NameComparison("surname"),
        compare.DateOfBirthComparison(
            "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", datetime_thresholds=[1, 1, 10], datetime_metrics=["month", "year", "year"]
        ),
        compare.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        compare.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        compare.JaroWinklerAtThresholds("address_1", [0.9, 0.7]).configure(term_frequency_adjustments=True),
        compare.JaroWinklerAtThresholds("suburb", [0.9, 0.7]),
    ]
    blocks = [block_on(*columns) for columns in BLOCKS]
    if with_number:
        comparisons.append(compare.DamerauLevenshteinAtThresholds(NUMBER, [1, 2]))
        blocks.append(block_on(NUMBER))
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=blocks,
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )


def trained(connection: duckdb.DuckDBPyConnection, with_number: bool) -> Linker:
    linker = Linker(DuckDBAPI(connection=connection).register("person"), settings(with_number), log_level=None)
    exact = [block_on("given_name", "surname", "date_of_birth")]
    if with_number:
        exact.append(block_on(NUMBER))
    linker.training.estimate_probability_two_random_records_match(exact, recall=0.8 if with_number else 0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6)
    for columns in (("date_of_birth",), ("postcode",), ("given_name", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    return linker


def main() -> None:
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    folder, out, weights = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    connection, with_number = prepared(folder)
    linker = trained(connection, with_number)
    predictions = linker.inference.predict(threshold_match_weight=-10)
    cpu_s = None
    for weight in weights:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, threshold_match_weight=float(weight))
        if cpu_s is None:
            used = resource.getrusage(resource.RUSAGE_SELF)
            cpu_s = used.ru_utime + used.ru_stime
        table = f"select unique_id as report_id, cluster_id as subject_id from {clusters.physical_name}"
        connection.execute(f"copy ({table}) to '{out / weight}.csv' (header)")
    print(json.dumps({"cpu_s": cpu_s, "versions": f"Splink {splink.__version__}, DuckDB {duckdb.__version__}"}))


if __name__ == "__main__":
    main()
