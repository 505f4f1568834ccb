//! Visitors put a plan together and see what a month of it costs.

use crate::browser::Web;

#[test]
fn a_plan_is_put_together_and_its_month_summed_up() {
    let web = Web::of("shop-levels");
    let visitor = web.browser();
    let sum = |query: &str| {
        let page = visitor.get(&format!("/plans?{query}"));
        assert_eq!(page.status, 200, "{query}: {}", page.body);
        page.body.split("id=\"plan-sum\"").nth(1).unwrap().split("</form>").next().unwrap().to_owned()
    };
    let level = sum("plan=level-3");
    for words in ["€39.00", "€89.00", "€128.00", "€152.32"] {
        assert!(level.contains(words), "{words}: {level}");
    }
    let packed = sum("plan=level-3&package=enterprise");
    assert!(packed.contains("€89.00") && !packed.contains("€128.00"), "{packed}");
    assert!(packed.contains("no charge: Support level 2") && packed.contains("Enterprise package"), "{packed}");
    assert!(visitor.get("/plans?plan=level-3&package=enterprise").body.contains("value=\"enterprise\" checked"));
    let german = sum("plan=level-2&lang=de");
    assert!(german.contains("39,00\u{a0}€") && german.contains("Im Monat, netto"), "{german}");
    for (query, field) in
        [("plan=gold", "plan"), ("option=gold", "option"), ("package=x", "package"), ("lang=fr", "lang")]
    {
        let wrong = visitor.get(&format!("/plans?{query}"));
        assert_eq!(wrong.status, 422, "{query}");
        assert!(wrong.body.contains(&format!("{field}: This is not known here.")), "{}", wrong.body);
    }
    // A contact begins with the plan they have.
    let mine = web.desk.customer("Teekontor", "level-3");
    assert!(web.contact(&mine).get("/plans").body.contains("€128.00"));
}
