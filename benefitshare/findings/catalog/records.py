"""Finding codes of the records layer."""

from __future__ import annotations

from benefitshare.findings.catalog.entry import Entry, entry

ENTRIES: tuple[Entry, ...] = (
    entry(
        "file-missing",
        "error",
        zh=(
            "文件打不开",
            "文件打不开：{detail}。",
            "核对路径、文件名和读取权限。",
        ),
        en=(
            "File cannot be opened",
            "The file cannot be opened: {detail}.",
            "Check the path, the name and the permission to read.",
        ),
    ),
    entry(
        "file-empty",
        "error",
        zh=(
            "文件是空的",
            "文件没有任何内容（0 字节）。",
            "重新导出或重新传送文件。",
        ),
        en=(
            "File is empty",
            "The file holds nothing (0 bytes).",
            "Export or send the file again.",
        ),
    ),
    entry(
        "file-corrupt",
        "error",
        zh=(
            "文件损坏",
            "文件损坏或不完整，无法读取：{detail}。",
            "用表格软件打开检查，另存后再试；传输中断的请重新传送。",
        ),
        en=(
            "File is damaged",
            "The file is damaged or incomplete: {detail}.",
            "Open it in a spreadsheet program and save it anew; send it again if "
            "a transfer broke off.",
        ),
    ),
    entry(
        "file-truncated",
        "error",
        zh=(
            "文件不完整",
            "CSV 文件在一个引号或一个字的中间结束，被截断了：{detail}。",
            "重新导出或重新传送文件。",
        ),
        en=(
            "File is cut off",
            "The CSV file ends within a quotation or a character; it was cut off: {detail}.",
            "Export or send the file again.",
        ),
    ),
    entry(
        "line-unfinished",
        "warning",
        zh=(
            "最后一行没有换行符",
            "文件的最后一行后面没有换行符，文件可能在这一行中间被截断。",
            "与来源核对最后一行和总行数；确认完整的，在末尾加一个换行符。",
        ),
        en=(
            "Last line not ended",
            "No line break follows the last line of the file, which may have been cut off there.",
            "Hold the last line and the number of lines against the source; if all is there, "
            "end the file with a line break.",
        ),
    ),
    entry(
        "file-changed",
        "error",
        zh=(
            "读取时文件有变动",
            "读取期间文件被修改或替换，没有采用。",
            "等写入完成后再运行一次，或对一份不再变动的副本运行。",
        ),
        en=(
            "File changed while read",
            "The file was changed or replaced while it was read, and was not used.",
            "Run again when it is written, or on a copy that nobody changes.",
        ),
    ),
    entry(
        "format-unknown",
        "error",
        zh=(
            "格式不认识",
            "不认识“{value}”格式。",
            "请用 CSV、XLSX、XLS、ODS 或 Parquet。",
        ),
        en=(
            "Unknown format",
            "The format “{value}” is not known.",
            "Use CSV, XLSX, XLS, ODS or Parquet.",
        ),
    ),
    entry(
        "encoding-unknown",
        "error",
        zh=(
            "编码不认识",
            "文件不是有效的 {tried} 编码。",
            "另存为 UTF-8 或 GB18030，或用 encoding= 指明编码。",
        ),
        en=(
            "Unknown encoding",
            "The file is not valid {tried}.",
            "Save it as UTF-8 or GB18030, or name its encoding with encoding=.",
        ),
    ),
    entry(
        "encoding-used",
        "info",
        zh=(
            "所用编码",
            "按 {value} 编码读取。",
            "若汉字显示不正常，请用 encoding= 指明编码。",
        ),
        en=(
            "Encoding used",
            "Read as {value}.",
            "If characters look wrong, name the encoding with encoding=.",
        ),
    ),
    entry(
        "sheet-missing",
        "error",
        zh=(
            "没有这张工作表",
            "没有工作表“{value}”；现有：{sheets}。",
            "改用现有的表名。",
        ),
        en=(
            "No such sheet",
            "There is no sheet “{value}”; there are: {sheets}.",
            "Name one of these sheets.",
        ),
    ),
    entry(
        "sheets-unread",
        "warning",
        zh=(
            "有工作表没有读",
            "只读了这一张表；表头合适而没有读的还有：{sheets}。",
            "要读全部合适的表，写 {file}#*；只要其中一张，写 {file}#表名。",
        ),
        en=(
            "Sheets not read",
            "Only this sheet was read; not read, though their headers fit: {sheets}.",
            "Write {file}#* to read all that fit, or {file}#NAME for one of them.",
        ),
    ),
    entry(
        "source-unknown",
        "error",
        zh=(
            "来源不认识",
            "不能从 {value} 读取表格。",
            "给出文件路径、DataFrame，或数据库连接加 query=。",
        ),
        en=(
            "Unknown source",
            "A table cannot be read from {value}.",
            "Give a path, a DataFrame, or a database connection with query=.",
        ),
    ),
    entry(
        "source-repeated",
        "error",
        zh=(
            "同一份数据交了两次",
            "内容与前面的一份完全相同，它的 {rows} 条记录不计。",
            "去掉重复的一份；确是两批相同的记录，合成一份再交。",
        ),
        en=(
            "Same data handed over twice",
            "The content is the same as that of an earlier source; its records ({rows}) "
            "are not counted.",
            "Leave one of them out; if they really are two equal batches, put them into one table.",
        ),
    ),
    entry(
        "table-kind-unknown",
        "error",
        zh=(
            "表种不认识",
            "没有“{value}”这种表。",
            "可用：projects、tax、output、factors、deductions、payments。",
        ),
        en=(
            "Unknown kind of table",
            "There is no kind of table “{value}”.",
            "Use projects, tax, output, factors, deductions or payments.",
        ),
    ),
    entry(
        "table-empty",
        "warning",
        zh=(
            "表中没有记录",
            "表头之下没有任何记录。",
            "确认选对了文件和工作表。",
        ),
        en=(
            "No records",
            "There are no records below the header.",
            "Check that the right file and sheet were chosen.",
        ),
    ),
    entry(
        "column-unknown",
        "warning",
        zh=(
            "列名不认识",
            "列“{value}”不认识，未使用。{near}",
            "改用模板中的列名，或用 columns= 说明它是哪一列。",
        ),
        en=(
            "Unknown column",
            "The column “{value}” is not known and was not used.{near}",
            "Use a header of the template, or say with columns= what it is.",
        ),
    ),
    entry(
        "column-unnamed",
        "warning",
        zh=(
            "列没有名字",
            "有内容的一列没有列名，未使用。",
            "给这一列写上列名，或删去。",
        ),
        en=(
            "Column without a header",
            "A column with content has no header and was not used.",
            "Give it a header or delete it.",
        ),
    ),
    entry(
        "column-twice",
        "error",
        zh=(
            "两列同义",
            "列“{value}”与列“{other}”是同一项内容（{field}），不知用哪一列。",
            "删去或改名其中一列，或用 columns= 指明。",
        ),
        en=(
            "Two columns for one field",
            "The columns “{value}” and “{other}” mean the same ({field}).",
            "Delete or rename one, or choose with columns=.",
        ),
    ),
    entry(
        "column-missing",
        "error",
        zh=(
            "缺少列",
            "缺少列{columns}。",
            "补上这一列；列名写法见模板。",
        ),
        en=(
            "Column missing",
            "The column {columns} is missing.",
            "Add it; the template shows how headers are written.",
        ),
    ),
    entry(
        "unit-not-stated",
        "error",
        zh=(
            "没有说明单位",
            "没有任何地方说明这一列的单位。",
            "在列名后写“(元)”或“(万元)”，或在标题行写“单位：万元”，或用 --unit（程序中为 unit=）说明。",
        ),
        en=(
            "Unit not stated",
            "Nothing states the unit of this column.",
            "Write “(元)” or “(万元)” after the header, “单位：万元” in a title line, "
            "or give --unit (in Python: unit=).",
        ),
    ),
    entry(
        "unit-conflict",
        "error",
        zh=(
            "单位互相矛盾",
            "单位说法不一：{units}。",
            "只保留正确的一处说明。",
        ),
        en=(
            "Units contradict",
            "The unit is stated as {units}.",
            "Keep only the right statement.",
        ),
    ),
    entry(
        "unit-conflict-row",
        "error",
        zh=(
            "本行单位与全表不同",
            "本行单位“{value}”与列名、标题或参数所说的不同。",
            "统一单位说明。",
        ),
        en=(
            "Unit of the row differs",
            "The unit “{value}” of this row differs from the header, title or argument.",
            "State one unit.",
        ),
    ),
    entry(
        "unit-unknown",
        "error",
        zh=(
            "单位不认识",
            "不认识单位“{value}”。",
            "金额用元、千元、万元、百万元、亿元；其他指标见模板。",
        ),
        en=(
            "Unknown unit",
            "The unit “{value}” is not known.",
            "For money use 元, 千元, 万元, 百万元 or 亿元; see the template for others.",
        ),
    ),
    entry(
        "unit-coarse",
        "warning",
        zh=(
            "单位可能过粗",
            "单位大于元而全列不超过两位小数，记不到分。",
            "若是四舍五入后的数，请换用以元为单位的明细。",
        ),
        en=(
            "Unit may be too coarse",
            "The unit is larger than yuan and no value has more than two decimals, "
            "so fen are lost if these are rounded.",
            "If the figures are rounded, use detail in yuan.",
        ),
    ),
    entry(
        "levels-twice",
        "error",
        zh=(
            "级次说了两次",
            "既有“预算级次”列，又有分级金额列。",
            "只保留一种写法。",
        ),
        en=(
            "Levels stated twice",
            "There is a level column and there are columns by level.",
            "Keep one of the two forms.",
        ),
    ),
    entry(
        "total-row",
        "info",
        zh=(
            "合计行",
            "合计行“{value}”不计入。",
            "无需处理。",
        ),
        en=(
            "Total row",
            "The total row “{value}” is not counted.",
            "Nothing to do.",
        ),
    ),
    entry(
        "note-row",
        "info",
        zh=(
            "说明行",
            "表尾或表头说明“{value}”不计入。",
            "若它是一条记录，请补全各列。",
        ),
        en=(
            "Note row",
            "The note “{value}” is not counted.",
            "If it is a record, fill its columns.",
        ),
    ),
    entry(
        "example-row",
        "info",
        zh=(
            "示例行",
            "示例行“{value}”不计入。",
            "无需处理。",
        ),
        en=(
            "Example row",
            "The example row “{value}” is not counted.",
            "Nothing to do.",
        ),
    ),
    entry(
        "more-of-the-same",
        "info",
        zh=(
            "同类问题很多",
            "还有 {rows} 行有同样的问题（{code}），到第{last}行为止，未逐行列出。",
            "先改正已列出的，再重读。",
        ),
        en=(
            "Many of the same",
            "There are {rows} more of {code}, down to row {last}, not listed one by one.",
            "Correct the listed ones and read again.",
        ),
    ),
    entry(
        "value-missing",
        "error",
        zh=(
            "必填项空白",
            "必填的单元格是空的；空白不等于零。",
            "补填；确为零的请写 0。",
        ),
        en=(
            "Value missing",
            "A required cell is blank; blank is not zero.",
            "Fill it; write 0 where it is zero.",
        ),
    ),
    entry(
        "owner-missing",
        "error",
        zh=(
            "没有归属",
            "项目编号和纳税人识别号都是空的。",
            "至少填一个。",
        ),
        en=(
            "No owner",
            "Both the project id and the taxpayer id are blank.",
            "Fill at least one.",
        ),
    ),
    entry(
        "text-too-long",
        "error",
        zh=(
            "文字过长",
            "文字超过 {most} 个字。",
            "缩短，或检查列是否错位。",
        ),
        en=(
            "Text too long",
            "The text is longer than {most} characters.",
            "Shorten it, or check whether columns are shifted.",
        ),
    ),
    entry(
        "row-cells",
        "error",
        zh=(
            "列数不符",
            "本行的单元格数与表头不一致。",
            "检查金额中的逗号是否加了引号，列是否错位。",
        ),
        en=(
            "Cell count differs",
            "This row has more or fewer cells than the header.",
            "Check that amounts with commas are quoted and that columns are not shifted.",
        ),
    ),
    entry(
        "amount-invalid",
        "error",
        zh=(
            "金额不是数",
            "“{value}”不是一个数。",
            "改成 1234567.89 这样的数。",
        ),
        en=(
            "Not a number",
            "“{value}” is not a number.",
            "Write a number such as 1234567.89.",
        ),
    ),
    entry(
        "amount-dash",
        "error",
        zh=(
            "横线不是数",
            "“{value}”不是数，也不当作零。",
            "确为零的请写 0，没有的请留空。",
        ),
        en=(
            "A dash is no number",
            "“{value}” is not a number and is not taken as zero.",
            "Write 0 for zero, leave it blank for nothing.",
        ),
    ),
    entry(
        "amount-rounded",
        "error",
        zh=(
            "金额被表格软件四舍五入",
            "“{value}”是科学计数法，末位已丢失。",
            "把单元格设为数值格式，从原系统重新导出。",
        ),
        en=(
            "Amount rounded by a spreadsheet",
            "“{value}” is in scientific notation and has lost digits.",
            "Format the cells as numbers and export again.",
        ),
    ),
    entry(
        "amount-separators",
        "error",
        zh=(
            "千分位不对",
            "“{value}”的千分位逗号位置不对。",
            "改成 1234567.89 这样的数。",
        ),
        en=(
            "Separators misplaced",
            "The separators in “{value}” are misplaced.",
            "Write a number such as 1234567.89.",
        ),
    ),
    entry(
        "amount-too-precise",
        "error",
        zh=(
            "金额细于分",
            "“{value}”换算后不是整分。",
            "核对单位和小数位数；不自动四舍五入。",
        ),
        en=(
            "Finer than a fen",
            "“{value}” is no whole number of fen.",
            "Check the unit and the decimals; nothing is rounded by itself.",
        ),
    ),
    entry(
        "amount-too-large",
        "error",
        zh=(
            "金额过大",
            "“{value}”超过 10 万亿元。",
            "核对单位。",
        ),
        en=(
            "Amount too large",
            "“{value}” is above 10 trillion yuan.",
            "Check the unit.",
        ),
    ),
    entry(
        "value-too-precise",
        "error",
        zh=(
            "数值过细",
            "“{value}”比该指标保留的小数位更细。",
            "核对单位和小数位数。",
        ),
        en=(
            "Value too precise",
            "“{value}” is finer than the indicator is kept.",
            "Check the unit and the decimals.",
        ),
    ),
    entry(
        "date-invalid",
        "error",
        zh=(
            "日期不认识",
            "“{value}”不是日期。",
            "写成 2024-03-15。",
        ),
        en=(
            "Not a date",
            "“{value}” is not a date.",
            "Write it as 2024-03-15.",
        ),
    ),
    entry(
        "date-impossible",
        "error",
        zh=(
            "没有这一天",
            "日历上没有“{value}”这一天。",
            "核对日期。",
        ),
        en=(
            "No such day",
            "“{value}” is no day of the calendar.",
            "Check the date.",
        ),
    ),
    entry(
        "date-implausible",
        "error",
        zh=(
            "日期不合理",
            "“{value}”不在 1949 年至 2100 年之间。",
            "核对年份。",
        ),
        en=(
            "Implausible date",
            "“{value}” is not between 1949 and 2100.",
            "Check the year.",
        ),
    ),
    entry(
        "period-invalid",
        "error",
        zh=(
            "期间不认识",
            "“{value}”不是年、季或月。",
            "写成 2024、2024Q1 或 2024-03。",
        ),
        en=(
            "Not a period",
            "“{value}” is no year, quarter or month.",
            "Write 2024, 2024Q1 or 2024-03.",
        ),
    ),
    entry(
        "period-cumulative",
        "error",
        zh=(
            "累计期间",
            "“{value}”是累计数，不能当作单月或单季。",
            "改报当期数，或按年报送。",
        ),
        en=(
            "Cumulative period",
            "“{value}” is cumulative and is no single month or quarter.",
            "Give the period's own figure, or the year's.",
        ),
    ),
    entry(
        "period-from-date",
        "warning",
        zh=(
            "由日期得出月份",
            "“{value}”按月份 {period} 理解。",
            "若是全年数，请写成 {period:.4}。",
        ),
        en=(
            "Month read from a date",
            "“{value}” is read as the month {period}.",
            "If it is a whole year's figure, write {period:.4}.",
        ),
    ),
    entry(
        "year-invalid",
        "error",
        zh=(
            "年度不认识",
            "“{value}”不是四位年份。",
            "写成 2024。",
        ),
        en=(
            "Not a year",
            "“{value}” is no year.",
            "Write 2024.",
        ),
    ),
    entry(
        "level-unknown",
        "error",
        zh=(
            "级次不认识",
            "不认识预算级次“{value}”。",
            "用共享、中央、省、市、县、乡、地方，或数字 0 至 6。",
        ),
        en=(
            "Unknown level",
            "The budget level “{value}” is not known.",
            "Use 共享, 中央, 省, 市, 县, 乡, 地方 or digits 0 to 6.",
        ),
    ),
    entry(
        "kind-unknown",
        "error",
        zh=(
            "记录种类不认识",
            "不认识记录种类“{value}”。",
            "用税款、退库、留抵退税、出口退税、更正、免抵调。",
        ),
        en=(
            "Unknown record kind",
            "The record kind “{value}” is not known.",
            "Use 税款, 退库, 留抵退税, 出口退税, 更正 or 免抵调.",
        ),
    ),
    entry(
        "yes-no-unknown",
        "error",
        zh=(
            "是否不明",
            "“{value}”既不是“是”也不是“否”。",
            "写“是”或“否”。",
        ),
        en=(
            "Neither yes nor no",
            "“{value}” is neither yes nor no.",
            "Write 是 or 否.",
        ),
    ),
    entry(
        "name-invalid",
        "error",
        zh=(
            "代号不合规",
            "“{value}”含有空格或分隔符，或过长。",
            "用不含空格、逗号、分号的短名。",
        ),
        en=(
            "Name not allowed",
            "“{value}” holds spaces or separators, or is too long.",
            "Use a short name without spaces, commas or semicolons.",
        ),
    ),
    entry(
        "indicator-unknown",
        "error",
        zh=(
            "指标不认识",
            "不认识指标“{value}”。",
            "用模板下拉框中的指标。",
        ),
        en=(
            "Unknown indicator",
            "The indicator “{value}” is not known.",
            "Use one from the template's list.",
        ),
    ),
    entry(
        "taxpayer-id-check",
        "error",
        zh=(
            "识别号校验不符",
            "识别号“{value}”的校验位不符，按前 17 位应为 {check}。",
            "对照营业执照改正。",
        ),
        en=(
            "Taxpayer id fails its check",
            "The check character of “{value}” is wrong; its first 17 call for {check}.",
            "Correct it from the business licence.",
        ),
    ),
    entry(
        "taxpayer-id-shape",
        "error",
        zh=(
            "识别号格式不符",
            "识别号“{value}”有 {length} 位，不是 18 位统一代码，也不是 15 或 20 位旧号。",
            "对照营业执照改正。",
        ),
        en=(
            "Taxpayer id has the wrong form",
            "“{value}” has {length} characters and is neither an 18-character code "
            "nor an old one of 15 or 20.",
            "Correct it from the business licence.",
        ),
    ),
    entry(
        "taxpayer-id-inner",
        "warning",
        zh=(
            "组织机构代码校验不符",
            "识别号“{value}”总校验相符，但主体代码校验不符（应为 {inner}），可能抄错。",
            "对照营业执照核对。",
        ),
        en=(
            "Inner check fails",
            "“{value}” passes the outer check but not that of its organisation code "
            "({inner}); it may be miscopied.",
            "Compare it with the business licence.",
        ),
    ),
    entry(
        "taxpayer-id-old",
        "info",
        zh=(
            "旧识别号",
            "识别号“{value}”是 {length} 位旧号，无法校验。",
            "可行时换用统一社会信用代码。",
        ),
        en=(
            "Old taxpayer id",
            "“{value}” is an old id of {length} characters and cannot be checked.",
            "Use the unified code where there is one.",
        ),
    ),
    entry(
        "taxpayer-id-person",
        "info",
        zh=(
            "自然人识别号",
            "识别号“{value}”是居民身份证号码。",
            "注意个人信息保护。",
        ),
        en=(
            "Natural person",
            "“{value}” is an identity card number.",
            "Mind personal data.",
        ),
    ),
    entry(
        "identifier-rounded",
        "error",
        zh=(
            "编号被表格软件改成数字",
            "“{value}”是被四舍五入的数字，编号末位已丢失。",
            "把该列设为文本格式，从原系统重新导出。",
        ),
        en=(
            "Identifier turned into a number",
            "“{value}” is a rounded number; digits of the identifier are lost.",
            "Format the column as text and export again.",
        ),
    ),
    entry(
        "tax-unknown",
        "error",
        zh=(
            "税种不认识",
            "不认识税种“{value}”。",
            "用模板中的税种，或填预算科目；园区收入等写“其他收入”。",
        ),
        en=(
            "Unknown tax",
            "The tax “{value}” is not known.",
            "Use a tax of the template or fill the budget subject; write 其他收入 "
            "for income that is no tax.",
        ),
    ),
    entry(
        "tax-name-unknown",
        "warning",
        zh=(
            "税种名不认识",
            "不认识税种名“{value}”，按预算科目归类。",
            "核对税种名。",
        ),
        en=(
            "Unknown tax name",
            "The tax name “{value}” is not known; the budget subject was used.",
            "Check the name.",
        ),
    ),
    entry(
        "tax-subject-disagree",
        "error",
        zh=(
            "税种与科目不一致",
            "税种“{value}”与预算科目 {subject} 不一致。",
            "对照税票改正其一。",
        ),
        en=(
            "Tax and subject disagree",
            "The tax “{value}” and the budget subject {subject} disagree.",
            "Correct one from the voucher.",
        ),
    ),
    entry(
        "subject-invalid",
        "error",
        zh=(
            "科目不是数字",
            "预算科目“{value}”不是 3 至 12 位数字。",
            "填科目代码。",
        ),
        en=(
            "Subject is no code",
            "The budget subject “{value}” is not 3 to 12 digits.",
            "Give the subject code.",
        ),
    ),
    entry(
        "refund-amount-sign",
        "error",
        zh=(
            "退税金额为负",
            "退税金额列中的“{value}”是负数，不知是冲回还是重复的负号。",
            "退税写正数；冲回请另用“更正”记录。",
        ),
        en=(
            "Negative refund",
            "“{value}” in the refund column is negative: a reversal, or a second minus sign?",
            "Write refunds as positive numbers; use a correction for a reversal.",
        ),
    ),
    entry(
        "two-amounts",
        "error",
        zh=(
            "一行两个金额",
            "同一行既有入库金额又有退税金额。",
            "分成两行。",
        ),
        en=(
            "Two amounts in a row",
            "The row has both a payment and a refund.",
            "Write two rows.",
        ),
    ),
    entry(
        "wide-total-differs",
        "error",
        zh=(
            "分级之和不等于合计",
            "各级金额之和与“{value}”不相等。",
            "核对各级金额。",
        ),
        en=(
            "Levels do not add up",
            "The amounts by level do not add up to “{value}”.",
            "Check the amounts by level.",
        ),
    ),
    entry(
        "voucher-repeated",
        "error",
        zh=(
            "凭证重复",
            "凭证“{value}”的同一科目、级次、方向已在{where}第{first}行出现，本行不计。",
            "若确是两笔，请写明不同的凭证号或科目。",
        ),
        en=(
            "Voucher repeated",
            "The voucher “{value}” with the same subject, level and sign already "
            "stands in row {first}{where}; this row is not counted.",
            "If they are two payments, give different vouchers or subjects.",
        ),
    ),
    entry(
        "extract-mixes-levels",
        "error",
        zh=(
            "全口径与分级混在一起",
            "共享（未分级）记录 {shared} 行与已分级记录 {split} 行混在同一份数据中，全部不用。",
            "分成两份数据，只用其中一种。",
        ),
        en=(
            "Gross and split records mixed",
            "{shared} gross rows and {split} rows already split by level are mixed; none is used.",
            "Separate them and use one of the two.",
        ),
    ),
    entry(
        "level-not-told",
        "error",
        zh=(
            "没有说明级次",
            "有 {rows} 行没有级次，也没有说明数据是全口径还是已分级。",
            '填级次，或用 extract="gross" 说明是全口径。',
        ),
        en=(
            "Level not told",
            "{rows} rows have no level and nothing says whether the extract is gross or split.",
            'Fill the level, or say extract="gross".',
        ),
    ),
    entry(
        "refund-positive",
        "error",
        zh=(
            "退库为正数",
            "记录种类是退库类，金额却为正。",
            "退库写负数；收回退库请用“更正”。",
        ),
        en=(
            "Positive refund",
            "The record is of a refund kind but its amount is positive.",
            "Write refunds as negative amounts; use a correction to take one back.",
        ),
    ),
    entry(
        "tax-negative",
        "warning",
        zh=(
            "税款为负数",
            "记录种类是税款，金额却为负，按更正处理。",
            "若是退库，请写明记录种类。",
        ),
        en=(
            "Negative tax",
            "The record is a tax payment but its amount is negative; it is treated "
            "as a correction.",
            "If it is a refund, state the kind.",
        ),
    ),
    entry(
        "period-reversed",
        "error",
        zh=(
            "所属期颠倒",
            "所属期止 {value} 早于所属期起 {start}。",
            "改正所属期。",
        ),
        en=(
            "Tax period reversed",
            "The tax period ends {value}, before it starts {start}.",
            "Correct the period.",
        ),
    ),
    entry(
        "treasury-before-period",
        "warning",
        zh=(
            "入库早于所属期",
            "入库日期 {value} 早于所属期起 {start}。",
            "核对是否预缴；不是则改正日期。",
        ),
        en=(
            "Entered before the period",
            "The treasury date {value} is before the tax period starts, {start}.",
            "Check whether it is a prepayment; correct the date if not.",
        ),
    ),
    entry(
        "project-repeated",
        "error",
        zh=(
            "项目编号重复",
            "项目“{value}”已在{where}第{first}行出现。",
            "合并两行，或改用不同的编号。",
        ),
        en=(
            "Project repeated",
            "The project “{value}” already stands in row {first}{where}.",
            "Merge the rows or use different ids.",
        ),
    ),
    entry(
        "taxpayer-claimed-twice",
        "error",
        zh=(
            "纳税人属于两个项目",
            "纳税人“{value}”同时属于项目 {projects}，其税收不知归谁。",
            "在税收记录中填项目编号，或只在一个项目中列该纳税人。",
        ),
        en=(
            "Taxpayer in two projects",
            "The taxpayer “{value}” is listed by the projects {projects}; whose tax is it?",
            "Fill the project id in the tax records, or list it in one project only.",
        ),
    ),
    entry(
        "no-project",
        "info",
        zh=(
            "不属于任何项目",
            "有 {rows} 行税收的纳税人不属于任何项目，不在分享范围。",
            "若应分享，请在项目表中补上识别号。",
        ),
        en=(
            "In no project",
            "{rows} tax rows belong to taxpayers of no project and are out of scope.",
            "If they should be shared, add the taxpayer to its project.",
        ),
    ),
    entry(
        "central-only",
        "info",
        zh=(
            "中央固定收入",
            "有 {rows} 行是中央固定收入（进口环节税、消费税、证券交易印花税等），不在分享范围。",
            "无需处理。",
        ),
        en=(
            "Central revenue",
            "{rows} rows are the centre's own revenue (imports, consumption tax, "
            "securities stamp) and out of scope.",
            "Nothing to do.",
        ),
    ),
    entry(
        "unknown-project",
        "error",
        zh=(
            "项目表中没有",
            "项目“{value}”不在项目表中。{near}",
            "改正编号，或在项目表中补上。",
        ),
        en=(
            "Project not listed",
            "The project “{value}” is not in the project table.{near}",
            "Correct the id or add the project.",
        ),
    ),
    entry(
        "output-overlap",
        "error",
        zh=(
            "产出期间重叠",
            "项目同一指标的期间 {value} 与第{first}行的 {other} 重叠，本行不计。",
            "同一指标只报一种期间。",
        ),
        en=(
            "Periods overlap",
            "The period {value} overlaps {other} of row {first} for the same project "
            "and indicator; this row is not counted.",
            "Report one kind of period for an indicator.",
        ),
    ),
    entry(
        "factor-repeated",
        "error",
        zh=(
            "因素值重复",
            "同一主体、因素、年度、启用日期已在{where}第{first}行出现。",
            "删去一行；年内变更请填启用日期。",
        ),
        en=(
            "Factor repeated",
            "The same subject, factor, year and start date already stand in row {first}{where}.",
            "Delete one; fill the from date for a change within the year.",
        ),
    ),
    entry(
        "deduction-repeated",
        "warning",
        zh=(
            "扣除项可能重复",
            "与{where}第{first}行完全相同，仍计入。",
            "确认不是重复录入。",
        ),
        en=(
            "Deduction may be repeated",
            "It is the same as row {first}{where}; it is counted all the same.",
            "Make sure it was not entered twice.",
        ),
    ),
    entry(
        "payment-repeated",
        "error",
        zh=(
            "付款重复",
            "付款凭证“{value}”已在{where}第{first}行出现，本行不计。",
            "若确是两笔，请写明不同的凭证号。",
        ),
        en=(
            "Payment repeated",
            "The payment voucher “{value}” already stands in row {first}{where}; this row is not counted.",
            "If they are two payments, give different vouchers.",
        ),
    ),
)
