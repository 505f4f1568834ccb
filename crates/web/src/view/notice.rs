//! Notices: what others did that the reader should hear of, the newest first.

use askama::Template;
use jiff::Timestamp;

use super::{Pager, Shell, filters};
use crate::text::Text;

/// The reader's notices as a page.
#[derive(Template)]
#[template(path = "pages/notices.html")]
pub struct NoticePage {
    /// What surrounds it.
    pub shell: Shell,
    /// The notices.
    pub list: NoticeList,
}

/// The notices; also the fragment that live updates fetch from `url`.
#[derive(Clone, Debug, Template)]
#[template(path = "partials/notice_list.html")]
pub struct NoticeList {
    /// The reader.
    pub t: Text,
    /// Where this fragment comes from.
    pub url: String,
    /// Where all of them are marked as seen.
    pub seen_url: String,
    /// The guard of forms.
    pub csrf: String,
    /// The notices.
    pub rows: Vec<NoticeRow>,
    /// Where the list goes on.
    pub pager: Pager,
}

impl askama::filters::HtmlSafe for NoticeList {}

/// A notice.
#[derive(Clone, Debug)]
pub struct NoticeRow {
    /// What happened.
    pub words: String,
    /// The ticket's number.
    pub number: i64,
    /// Its address.
    pub url: String,
    /// Its subject.
    pub subject: String,
    /// When.
    pub at: Timestamp,
    /// Whether the reader has not seen it.
    pub unseen: bool,
}

/// How many the reader has not seen; a fragment for the rail.
#[derive(Template)]
#[template(
    source = r#"{% if unseen > 0 %}{{ unseen }}<span class="sr"> {{ t.get("notices-unseen") }}</span>{% endif %}"#,
    ext = "html"
)]
pub struct Count {
    /// The reader.
    pub t: Text,
    /// How many.
    pub unseen: u32,
}

impl NoticeList {
    fn any_unseen(&self) -> bool {
        self.rows.iter().any(|row| row.unseen)
    }
}
