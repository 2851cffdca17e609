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
        zh=(
            "缺少表",
            "结算需要{table}，但没有提供",
            "用 --{option} 指定该表，或在脚本中传入 {option}=",
        ),
        en=(
            "Table missing",
            "settling needs {table}, which was not given",
            "give it with --{option}, or as {option}= in a script",
        ),
    ),
    entry(
        "output-exists",
        "error",
        zh=("输出位置已有文件", "{path} 已经存在，没有覆盖", "换一个位置，或者加 --force"),
        en=(
            "Output exists",
            "{path} exists already and was not overwritten",
            "choose another place, or add --force",
        ),
    ),
    entry(
        "agreements-repeated",
        "error",
        zh=("协议编号重复", "本次结算有两份协议的编号都是 {agreement}", "每份协议的 id 必须不同"),
        en=(
            "Agreement id repeated",
            "two of the agreements being settled have the id {agreement}",
            "give every agreement an id of its own",
        ),
    ),
    entry(
        "arguments-wrong",
        "error",
        zh=("命令有误", "命令写得不对：{problem}", "用法见 {command} --help"),
        en=(
            "Command line wrong",
            "the command line is wrong: {problem}",
            "see {command} --lang en --help",
        ),
    ),
    entry(
        "output-unwritable",
        "error",
        zh=("无法写出", "{path} 写不了：{problem}", "换一个位置，或关闭正打开它的程序后重试"),
        en=(
            "Output not writable",
            "{path} cannot be written: {problem}",
            "choose another place, or close the program that has it open",
        ),
    ),
    entry(
        "schema-unknown",
        "error",
        zh=("没有这个格式", "没有名为“{value}”的数据格式", "可用的有：{known}"),
        en=("No such schema", "there is no schema “{value}”", "there are: {known}"),
    ),
    entry(
        "internal-error",
        "error",
        zh=(
            "程序自身的错误",
            "程序自身出错，没有给出结果：{problem}",
            "加 --traceback 再运行一次，把命令和显示的内容连同版本 {version} 发给维护人员；请勿附上未公开的数据",
        ),
        en=(
            "Error of the program",
            "the program failed and gives no result: {problem}",
            "run it again with --traceback and send the command and what is shown, with version {version}, to the maintainers; leave out data that is not public",
        ),
    ),
)
