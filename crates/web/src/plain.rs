//! A page of a heading, words and at most one form, where nothing else is needed.

use askama::Template;

use crate::view::{Field, Shell};

/// The page.
#[derive(Template)]
#[template(
    source = r#"{% extends "partials/public.html" %}{% block title %}{{ title }}{% endblock %}{% block content %}
<h1>{{ title }}</h1>
{% for line in words %}<p>{{ line }}</p>{% endfor %}
{% if let Some(form) = form %}<form class="form" method="post" action="{{ form.action }}"><input type="hidden" name="csrf" value="{{ shell.csrf }}">{% for (name, value) in form.hidden %}<input type="hidden" name="{{ name }}" value="{{ value }}">{% endfor %}{% for field in form.fields %}{{ field.draw(shell.t) }}{% endfor %}<button class="button primary">{{ form.submit }}</button></form>{% endif %}
{% for (href, label) in links %}<p><a href="{{ href }}">{{ label }}</a></p>{% endfor %}
{% endblock %}"#,
    ext = "html"
)]
pub(crate) struct Plain {
    /// What surrounds it.
    pub(crate) shell: Shell,
    /// The heading.
    pub(crate) title: String,
    /// Paragraphs.
    pub(crate) words: Vec<String>,
    /// A form.
    pub(crate) form: Option<PlainForm>,
    /// Links: address and label.
    pub(crate) links: Vec<(String, String)>,
}

/// The form of a plain page.
pub(crate) struct PlainForm {
    /// Where it goes.
    pub(crate) action: String,
    /// What it carries unseen.
    pub(crate) hidden: Vec<(&'static str, String)>,
    /// Its fields.
    pub(crate) fields: Vec<Field>,
    /// The word on its button.
    pub(crate) submit: String,
}

impl Plain {
    /// A page that says why there is none.
    pub(crate) fn refusal(shell: Shell, status: u16, detail: Option<String>) -> Plain {
        let t = &shell.t;
        let (title, words) = match status {
            404 => (t.get("refusal-nothing"), t.get("refusal-nothing-how")),
            403 => (t.get("refusal-forbidden"), t.get("refusal-forbidden-how")),
            409 => (t.get("refusal-conflict"), t.get("refusal-conflict-how")),
            422 => (t.get("refusal-invalid"), t.get("refusal-invalid-how")),
            503 => (t.get("refusal-busy"), t.get("refusal-busy-how")),
            _ => (t.get("refusal-internal"), t.get("refusal-internal-how")),
        };
        let words = detail.into_iter().filter(|detail| !detail.is_empty()).chain([words.to_string()]).collect();
        Plain { title: title.to_string(), words, form: None, links: Vec::new(), shell }
    }
}
