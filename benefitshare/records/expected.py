"""What each finding about a cell expected, in words that need no translation."""

EXPECTED = {
    "amount-invalid": "1234567.89",
    "amount-dash": "0 / 0.00",
    "amount-rounded": "123456789.01",
    "amount-separators": "1,234,567.89",
    "amount-too-precise": "0.01 元",
    "amount-too-large": "≤ 10000000000000.00 元",
    "date-invalid": "2024-03-15",
    "date-impossible": "2024-03-15",
    "date-implausible": "1949–2100",
    "identifier-rounded": "text",
    "kind-unknown": "tax, refund, credit_refund, export_refund, correction, exempt_offset",
    "level-unknown": "shared, central, province, city, county, township, local",
    "period-cumulative": "2024, 2024Q1, 2024-03",
    "period-invalid": "2024, 2024Q1, 2024-03",
    "year-invalid": "2024",
    "yes-no-unknown": "是 / 否",
}
