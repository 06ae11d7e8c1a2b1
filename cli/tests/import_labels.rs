//! `import`: labels of the parts of a cell, as people write them.

mod common;

use common::{FACTS, import_page, markdown_table, overview};

fn rows(page: &str) -> Vec<String> {
    common::rows(page, &FACTS)
}

#[test]
fn codes_and_types_have_other_heads_and_labels_too() {
    for (head, tail) in [
        ("`error.code`", "bad_cup | -"),
        ("error.code", "bad_cup | -"),
        ("Codes", "bad_cup | -"),
        ("Error codes", "bad_cup | -"),
        ("error.type", "- | bad_cup"),
    ] {
        let expected = format!("402 | Coins spent | No coins left. | Add coins. | {tail}");
        let columns = markdown_table(
            &format!("Status | Error | {head} | Cause | Solution"),
            &["402 | Coins spent | `bad_cup` | No coins left. | Add coins."],
        );
        assert_eq!(rows(&columns), [expected.as_str()], "column {head}");
        for cell in [
            format!("**{head}:** `bad_cup` <br> **Cause:** No coins left. <br> **Solution:** Add coins."),
            format!("**{head}**: `bad_cup` <br> **Cause**: No coins left. <br> **Solution**: Add coins."),
            format!(
                "{}: `bad_cup` <br> Cause: No coins left. <br> Solution: Add coins.",
                head.trim_matches('`')
            ),
        ] {
            assert_eq!(rows(&overview(&cell)), [expected.as_str()], "{cell}");
        }
    }
}

#[test]
fn other_labels_are_neither_code_nor_type() {
    const TEXTS: &str = "<br> **Cause:** No coins left. <br> **Solution:** Add coins.";
    for (labels, expected) in [
        ("**Param:** `x`", "- | -"),
        ("**Exception:** `CoinError`", "- | -"),
        ("**Retry:** `never`", "- | -"),
        ("**Code:** `c` <br> **Param:** `p`", "c | -"),
        ("**Code:** c <br> **Param:** p", "c | -"),
        ("**Param:** `p` <br> **Type:** `t`", "- | t"),
        ("**Type:** not known yet <br> **Codes:** `a`, `b`", "a | -"),
        ("**Type:** t, u", "- | t"),
    ] {
        let expected = format!("402 | Coins spent | No coins left. | Add coins. | {expected}");
        assert_eq!(rows(&overview(&format!("{labels} {TEXTS}"))), [expected], "{labels}");
    }
}

#[test]
fn code_in_a_text_is_no_label() {
    let cell = "**Cause:** The coin. <br> `code`: must be set, see `type`: it is. <br> `type`: **must** too. <br> **Solution:** Set `code`: now.";
    assert_eq!(
        rows(&overview(cell)),
        [
            "402 | Coins spent | The coin. `code`: must be set, see `type`: it is. `type`: must too. | Set `code`: now. | - | -"
        ]
    );
}

#[test]
fn a_known_word_needs_no_colon_at_the_start_of_a_line() {
    const SPENT: &str = "402 | Coins spent | No coins left. | Add coins. | - | -";
    const TYPED: &str = "402 | Coins spent | No coins left. | Add coins. | bad_cup | -";
    for (cell, expected) in [
        ("**Cause** No coins left. <br> **Solution** Add coins.", SPENT),
        ("**Cause**<br>No coins left.<br>**Solution**<br>Add coins.", SPENT),
        ("**Cause** – No coins left. <br> **Solution** — Add coins.", SPENT),
        ("🔍 **Cause** - No coins left. <br> ✅ **Solution** - Add coins.", SPENT),
        ("**Code** `bad_cup` <br> **Cause** No coins left. <br> **Solution** Add coins.", TYPED),
        (
            "**Type** of coins. <br> **Cause** No coins left. <br> **Code** of conduct: `none` <br> **Solution** Add coins.",
            "402 | Coins spent | No coins left. Code of conduct: `none` | Add coins. | - | -",
        ),
        (
            "**Type** of coin. <br> **Cause** No **solution** here. <br> **Solution** Add coins.",
            "402 | Coins spent | No solution here. | Add coins. | - | -",
        ),
        (
            "**Cause:** No coins left. <br> **Fix** the slot. <br> **Solution:** Add coins.",
            "402 | Coins spent | No coins left. Fix the slot. | Add coins. | - | -",
        ),
    ] {
        assert_eq!(rows(&overview(cell)), [expected], "{cell}");
    }
}

#[test]
fn pictures_before_a_label_are_dropped() {
    for (cell, cause) in [
        ("🔍 **Cause:** Empty. <br> ✅ **Solution:** Fill.", "Empty."),
        ("🔍 **Cause:** Empty. ✅ **Solution:** Fill.", "Empty."),
        ("**🔍 Cause:** See `cup` ✅ **Solution:** Fill.", "See `cup`"),
        ("🔍 Cause: Empty. ✅ Solution: Fill.", "Empty."),
        ("- **Cause:** Empty. <br> - **Solution:** Fill.", "Empty."),
        ("**Cause:** Drink ☕ <br> **Solution:** Fill.", "Drink ☕"),
        ("**Cause:** ☕ <br> **Solution:** Fill.", "☕"),
        ("**Cause:** ☕ **Solution:** Fill.", "☕"),
        ("**Cause:** See `cup`. **Solution:** Fill.", "See `cup`."),
    ] {
        assert_eq!(rows(&overview(cell)), [format!("402 | Coins spent | {cause} | Fill. | - | -")], "{cell}");
    }
}

#[test]
fn known_labels_need_neither_bold_nor_breaks() {
    for (cause, solution) in [
        ("原因：", "解決策："),
        ("原因:", "解决方案:"),
        ("原因：", "解决方法："),
        ("Causa: ", "Solución: "),
        ("URSACHE: ", "LÖSUNG: "),
        ("원인: ", "해결: "),
        ("Причина: ", "Решение: "),
        ("Causa: ", "Solução: "),
        ("原因：", "対処法："),
    ] {
        let page = overview(&format!("{cause}空です。{solution}Siehe: oben."));
        assert_eq!(rows(&page), ["402 | Coins spent | 空です。 | Siehe: oben. | - | -"], "{cause}");
    }
    let cell = "Possible cause: Empty. Recommended solution: Fill.";
    assert_eq!(rows(&overview(cell)), ["402 | Coins spent | Empty. | Fill. | - | -"]);
    // Known words tell whatever their order.
    let cell = "**Решение:** Fill. <br> **Причина:** Empty.";
    assert_eq!(rows(&overview(cell)), ["402 | Coins spent | Empty. | Fill. | - | -"]);
    // More than one of a kind are one text.
    let cell = "**Cause:** Empty. <br> **Solution:** Fill. <br> **Cause:** Lost. <br> **Solution:** Search.";
    assert_eq!(rows(&overview(cell)), ["402 | Coins spent | Empty. Lost. | Fill. Search. | - | -"]);
    // A space that does not break is a space.
    let cell = "**Cause:** Em\u{a0}pty. <br> **Solution:**&nbsp;Fill&nbsp; it.";
    assert_eq!(rows(&overview(cell)), ["402 | Coins spent | Em pty. | Fill it. | - | -"]);
    let cell = "**原因：** 空です。 <br> **解決策：** 足す。 <br> **注意：** 待つ。";
    assert_eq!(rows(&overview(cell)), ["402 | Coins spent | 空です。 | 足す。 | - | -"]);
}

#[test]
fn a_label_can_be_there_several_times() {
    for cell in [
        "**Cause 1:** No coins left. <br> **Cause 2:** No purse. <br> **Solution(s):** Add coins.",
        "**Cause:** No coins left. <br> **Solution #1:** Add coins. <br> **Cause:** No purse.",
    ] {
        assert_eq!(
            rows(&overview(cell)),
            ["402 | Coins spent | No coins left. No purse. | Add coins. | - | -"],
            "{cell}"
        );
    }
}

/// Labels that nobody knows can be those of a cause and a solution in another language.
#[test]
fn a_label_of_something_else_is_neither_cause_nor_solution() {
    assert_eq!(
        rows(&overview("**Sabab:** No coins left. <br> **Yechim:** Add coins.")),
        ["402 | Coins spent | No coins left. | Add coins. | - | -"]
    );
    for cell in [
        "**Description:** No coins left. <br> **Example:** Add coins.",
        "**Cause:** No coins left. <br> **See also:** the cellar.",
        "**Message:** Coins! <br> **Solution:** Add coins.",
    ] {
        let run = import_page(&overview(cell));
        assert!(run.code == 2 && run.stderr.contains("no causes and solutions"), "{cell} {}", run.stderr);
    }
}
