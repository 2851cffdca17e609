"""Finding codes of calls and files: what was asked for cannot be done."""

from __future__ import annotations

from benefitshare.findings.catalog.entry import Entry, entry

ENTRIES: tuple[Entry, ...] = (
    entry(
        "figure-not-found",
        "error",
        zh=(
            "没有这个数字",
            "结算结果中没有符合 {figure} 的金额",
            "可用的值：{known}",
        ),
        en=(
            "No such figure",
            "the settlement has no amount for {figure}",
            "known values: {known}",
        ),
    ),
    entry(
        "table-missing",
        "error",
        zh=("缺少表", "结算需要{table}，但没有提供", "用 --{option} 指定该表，或在脚本中传入 {option}="),
        en=("Table missing", "settling needs {table}, which was not given", "give it with --{option}, or as {option}= in a script"),
    ),
    entry(
        "output-exists",
        "error",
        zh=("输出位置已有文件", "{path} 已经存在，没有覆盖", "换一个位置，或者加 --force"),
        en=("Output exists", "{path} exists already and was not overwritten", "choose another place, or add --force"),
    ),
    entry(
        "agreements-repeated",
        "error",
        zh=("协议编号重复", "本次结算有两份协议的编号都是 {agreement}", "每份协议的 id 必须不同"),
        en=("Agreement id repeated", "two of the agreements being settled have the id {agreement}", "give every agreement an id of its own"),
    ),
)
