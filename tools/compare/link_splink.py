"""Splink over a set of tables about reports, folded by account, as a careful analyst would set it up. Started by link.py, as a process of its own.

usage: link_splink.py DIR OUT WEIGHT…

Writes `report_id,subject_id` to OUT/WEIGHT.csv for each match weight, and prints JSON: the CPU seconds up to the first clustering, versions.

Folding comes first because comparisons of reports grow with the square of what a heavy offender has. Values that more than 15 accounts state
are placeholders and dropped; addresses count by day, and by how many accounts share them; names are compared as sorted words.
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
import splink.comparison_level_library as levels  # noqa: E402
import splink.comparison_library as compare  # noqa: E402
from splink import Linker, SettingsCreator, block_on  # noqa: E402
from splink.backends.duckdb import DuckDBAPI  # noqa: E402

PLACEHOLDER_HOLDERS = 15

PREPARE = """
create table stated as select report_id, epoch(incident_utc::timestamp)::bigint as at_s, coalesce(esp || ':' || nullif(esp_user_id, ''), report_id) as unique_id,
    nullif(lower(user_name), '') as handle, nullif(array_to_string(list_sort(string_split(lower(full_name), ' ')), ' '), '') as full_name, nullif(dob, '') as dob
  from {reports} join {subjects} using (report_id);
create table identifier as select distinct unique_id, type, case type
    when 'device' then replace(lower(value), '-', '')
    when 'phone' then right(regexp_replace(value, '[^0-9]', '', 'g'), 9)
    else case when lower(value) like '%@gm.example' then replace(split_part(split_part(lower(value), '@', 1), '+', 1), '.', '') || '@gm.example' else lower(value) end
    end as value from {idents} join stated using (report_id);
create table few_state as select type, value from identifier group by all having count(*) <= {placeholder};
create table line as select distinct unique_id, ip || ' ' || at_utc[1:10] as day, nullif(port, '')::int // 512 as block from (
    select report_id, at_utc, port, case when ip like '%:%' then left(ip, 17) else ip end as ip from {ips}) join stated using (report_id);
create table day_holders as select day, count(distinct unique_id) as holders from line group by 1;
create table file as select distinct unique_id, hash from {files} join stated using (report_id);
create table rare_file as select hash from file group by 1 having count(*) <= 10;
create table account as
  with who as (select unique_id, mode(handle) as handle, mode(full_name) as full_name, mode(dob) as dob from stated group by 1),
  identifiers as (select unique_id, list(value) filter (type = 'email') as email, list(value) filter (type = 'phone') as phone,
    list(value) filter (type = 'device') as device from identifier join few_state using (type, value) group by 1),
  lines as (select unique_id, list(distinct day || ' ' || block) filter (block is not null) as line_block, list(distinct day) filter (holders <= 4) as line_rare,
    list(distinct day) filter (holders between 5 and 40) as line_common from line join day_holders using (day) group by 1),
  seen as (select unique_id, list(hash) as file from file join rare_file using (hash) group by 1)
  select *, regexp_replace(handle, '[^a-z]', '', 'g') as handle_letters from who
    left join identifiers using (unique_id) left join lines using (unique_id) left join seen using (unique_id);
"""


def level(condition: str, label: str, null: bool = False) -> dict:
    return {"sql_condition": condition, "label_for_charts": label, "is_null_level": null}


def in_common(column: str) -> str:
    return f'len(list_intersect("{column}_l", "{column}_r")) >= 1'


def line_comparison() -> compare.CustomComparison:
    unknown = " or ".join(
        "(" + " and ".join(f'"{column}_{side}" is null' for column in ("line_block", "line_rare", "line_common")) + ")" for side in "lr"
    )
    kinds = [level(in_common(column), column) for column in ("line_block", "line_rare", "line_common")]
    return compare.CustomComparison(output_column_name="line", comparison_levels=[level(unknown, "unknown", True), *kinds, level("ELSE", "else")])


def handle_comparison() -> compare.CustomComparison:
    letters = level("handle_letters_l = handle_letters_r and length(handle_letters_l) >= 5", "letters")
    exact = levels.ExactMatchLevel("handle", term_frequency_adjustments=True)
    steps = [levels.NullLevel("handle"), exact, letters, levels.JaroWinklerLevel("handle", 0.9), levels.ElseLevel()]
    return compare.CustomComparison(output_column_name="handle", comparison_levels=steps)


def settings() -> SettingsCreator:
    lists = ["email", "phone", "device", "line_rare", "line_block", "file"]
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            *(compare.ArrayIntersectAtSizes(column, [1]) for column in ("email", "phone", "device")),
            line_comparison(),
            handle_comparison(),
            compare.JaroWinklerAtThresholds("full_name", [0.95, 0.88]).configure(term_frequency_adjustments=True),
            compare.DamerauLevenshteinAtThresholds("dob", [1]).configure(term_frequency_adjustments=True),
            compare.ArrayIntersectAtSizes("file", [2, 1]),
        ],
        blocking_rules_to_generate_predictions=[
            *(block_on(column, arrays_to_explode=[column]) for column in lists),
            block_on("full_name", "dob"),
            block_on("handle", "full_name"),
            block_on("handle", "dob"),
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )


def prepared(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("set threads = 2; set preserve_insertion_order = false")
    tables = {name: f"read_csv('{folder / name}.csv', all_varchar = true, header = true) as {name}" for name in ("reports", "subjects", "idents", "ips", "files")}
    connection.execute(PREPARE.format(placeholder=PLACEHOLDER_HOLDERS, **tables))
    return connection


def trained(connection: duckdb.DuckDBPyConnection) -> Linker:
    linker = Linker(DuckDBAPI(connection=connection).register("account"), settings(), log_level=None)
    exact = [block_on(column, arrays_to_explode=[column]) for column in ("email", "device")]
    linker.training.estimate_probability_two_random_records_match(exact, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6)
    for block in (block_on("full_name", "dob"), block_on("handle")):
        linker.training.estimate_parameters_using_expectation_maximisation(block)
    return linker


def main() -> None:
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    folder, out, weights = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    connection = prepared(folder)
    linker = trained(connection)
    predictions = linker.inference.predict(threshold_match_weight=-3)
    cpu_s = None
    for weight in weights:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, threshold_match_weight=float(weight))
        if cpu_s is None:
            used = resource.getrusage(resource.RUSAGE_SELF)
            cpu_s = used.ru_utime + used.ru_stime
        table = f"select report_id, cluster_id as subject_id from stated join {clusters.physical_name} using (unique_id)"
        connection.execute(f"copy ({table}) to '{out / weight}.csv' (header)")
    print(json.dumps({"cpu_s": cpu_s, "versions": f"Splink {splink.__version__}, DuckDB {duckdb.__version__}"}))


if __name__ == "__main__":
    main()
