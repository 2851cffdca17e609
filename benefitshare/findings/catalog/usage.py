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
        "spread-without-spark",
        "error",
        zh=(
            "没有 Spark，不能分散结算",
            "spread=True 由 Spark 的工作进程结算各协议，但 engine 不是 Spark 会话",
            "传入 engine=（Spark 会话），或去掉 spread=True",
        ),
        en=(
            "Spread without Spark",
            "spread=True settles agreements in the workers of Spark, but engine is no Spark session",
            "give a Spark session as engine=, or leave spread=True out",
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
        "criterion-unknown",
        "error",
        zh=("没有这条准则", "没有名为“{criterion}”的准则", "可用的有：{known}"),
        en=("No such criterion", "there is no criterion “{criterion}”", "there are: {known}"),
    ),
    entry(
        "criterion-not-applicable",
        "error",
        zh=(
            "准则用不上",
            "这份任务书用不上准则 {criterion}：{needs}",
            "补全任务书，或换一条准则",
        ),
        en=(
            "Criterion not applicable",
            "the criterion {criterion} cannot be used with this brief: {needs}",
            "complete the brief, or take another criterion",
        ),
    ),
    entry(
        "no-party-on-scale",
        "error",
        zh=(
            "尺度用不上",
            "没有一方能用尺度 {scale} 衡量：按投入倍数衡量须有投入，按归一化衡量须有高于底线的余地",
            "换一种尺度，或补上投入",
        ),
        en=(
            "Scale not applicable",
            "no party can be measured on the scale {scale}: multiples need contributions, and the normalised scale needs room above the reservation value",
            "take another scale, or state contributions",
        ),
    ),
    entry(
        "terms-incomplete",
        "error",
        zh=(
            "比例没有写全",
            "没有给出 {term} 的比例",
            "为每一个待定比例写明一个值，如 {term}=35%",
        ),
        en=(
            "Terms incomplete",
            "there is no share for {term}",
            "give every open share a value, such as {term}=35%",
        ),
    ),
    entry(
        "terms-unknown",
        "error",
        zh=("没有这个待定比例", "没有名为 {term} 的待定比例", "待定比例有：{known}"),
        en=("No such open share", "there is no open share {term}", "the open shares are: {known}"),
    ),
    entry(
        "terms-not-a-share",
        "error",
        zh=(
            "不是比例",
            "{term} 的值“{value}”不是从 0 到 1 的精确比例",
            "写成文字形式的比例，如 35%、7/20 或 0.35",
        ),
        en=(
            "Not a share",
            "the value “{value}” of {term} is not an exact share from 0 to 1",
            "write a share as text, such as 35%, 7/20 or 0.35",
        ),
    ),
    entry(
        "terms-not-stated",
        "error",
        zh=(
            "没有写比例",
            "命令没有写比例，任务书中也没有初步方案",
            "用 --terms 文件 或 --term 名称=35% 写明，或在任务书中写 tentative",
        ),
        en=(
            "No terms stated",
            "no shares were given, and the brief has no tentative ones",
            "give them with --terms FILE or --term NAME=35%, or write tentative in the brief",
        ),
    ),
    entry(
        "terms-not-a-list",
        "error",
        zh=(
            "文件中没有比例",
            "{path} 不是比例的列表",
            "每行写“名称: 值”，如 第六条/1/guangzhou: 35%，或用 propose --out 写出的 proposal.json",
        ),
        en=(
            "No shares in the file",
            "{path} is no list of shares",
            "write `name: value` on each line, or take a proposal.json from propose --out",
        ),
    ),
    entry(
        "name-repeated",
        "error",
        zh=("名称重复", "有两组比例都叫“{name}”", "每组比例用一个名称"),
        en=(
            "Name repeated",
            "two sets of terms are called “{name}”",
            "give each a name of its own",
        ),
    ),
    entry(
        "nothing-to-compare",
        "error",
        zh=(
            "没有可比较的",
            "没有给出任何一组比例",
            "写出至少一组，如 甲案=甲.yaml；脚本中给 proposals 一组以上",
        ),
        en=(
            "Nothing to compare",
            "no set of terms was given",
            "give one at least, such as A=a.yaml; in a script, one in proposals",
        ),
    ),
    entry(
        "negotiator-not-found",
        "error",
        zh=("没有这一方", "任务书中没有名为 {party} 的一方", "各方有：{known}"),
        en=("No such party", "the brief has no party {party}", "the parties are: {known}"),
    ),
    entry(
        "demand-not-found",
        "error",
        zh=("没有这项诉求", "任务书中没有编号为 {demand} 的诉求", "诉求有：{known}"),
        en=("No such demand", "the brief has no demand {demand}", "the demands are: {known}"),
    ),
    entry(
        "tax-not-forecast",
        "error",
        zh=("没有这个税种", "没有名为 {tax} 的税种", "税种有：{known}；全部税种写 all"),
        en=("No such tax", "there is no tax {tax}", "the taxes are: {known}; all stands for all"),
    ),
    entry(
        "nothing-public",
        "error",
        zh=(
            "没有可以公开的情景",
            "任务书的情景都是内部的，没有可以给他方看的结果",
            "把至少一个情景改为公开（去掉 private）",
        ),
        en=(
            "No public scenario",
            "all scenarios of the brief are private: there is nothing to show to others",
            "make at least one scenario public (remove private)",
        ),
    ),
    entry(
        "engine-unknown",
        "error",
        zh=(
            "没有这种引擎",
            "“{value}”不是可用的引擎",
            "写 duckdb，或在脚本中传入 Ibis 连接或 Spark 会话",
        ),
        en=(
            "No such engine",
            "“{value}” is no engine",
            "take duckdb, or in a script an Ibis connection or a Spark session",
        ),
    ),
    entry(
        "table-not-in-engine",
        "error",
        zh=(
            "引擎中没有这个表",
            "{engine} 中没有名为“{name}”的表，也没有这个名称的文件",
            "核对表名、所在的库和读取权限；文件请写出完整的路径",
        ),
        en=(
            "No such table in the engine",
            "{engine} has no table “{name}”, nor is there a file of that name",
            "check the name, its database and the permission to read; write the whole path of a file",
        ),
    ),
    entry(
        "engine-failed",
        "error",
        zh=(
            "引擎没有完成",
            "引擎没有给出答案：{detail}",
            "核对连接、表和权限；不指定引擎时，文件在内存中读取",
        ),
        en=(
            "Engine failed",
            "the engine gave no answer: {detail}",
            "check the connection, the table and the permissions; without an engine a file is read in memory",
        ),
    ),
    entry(
        "engine-memory",
        "error",
        zh=(
            "引擎的内存不够",
            "引擎的内存不够：{detail}",
            "给引擎更多内存（--memory），减少线程（--threads），或指定空间充足的临时目录（--temp）",
        ),
        en=(
            "Engine out of memory",
            "the engine has too little memory: {detail}",
            "give it more (--memory), fewer threads (--threads), or a folder with room for temporary files (--temp)",
        ),
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
