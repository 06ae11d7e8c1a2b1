//! Addresses of a page: made absolute, and of the kind a table can hold.

use url::Url;

/// The page's own address, against which its relative links are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Links {
    base: Option<Url>,
}

impl Links {
    /// `page` is the `embed` of a table's `[page]`. Without it, relative links become plain words.
    pub(crate) fn relative_to(page: Option<&str>) -> Self {
        Self { base: page.and_then(|address| Url::parse(address).ok()) }
    }

    /// The same for a page that says what its address is.
    pub(crate) fn based_on(&self, address: Option<&str>) -> Self {
        let resolved = address.and_then(|address| self.resolve(address));
        match resolved.and_then(|address| Url::parse(&address).ok()) {
            Some(base) => Self { base: Some(base) },
            None => self.clone(),
        }
    }

    /// The address as the table can hold it: `https`, without brackets. `None` for what leads nowhere on the
    /// web, such as `mailto:` and an empty address.
    pub(crate) fn resolve(&self, address: &str) -> Option<String> {
        let address = original(address.trim());
        if address.is_empty() {
            return None;
        }
        match scheme(address) {
            Some("https") => Some(plain(address)),
            // The table has https only, and so have the sites meant.
            Some("http") => Some(plain(&format!("https{}", &address["http".len()..]))),
            Some(_) => None,
            None => {
                let joined = self.base.as_ref()?.join(address).ok()?;
                (joined.scheme() == "https").then(|| plain(joined.as_str()))
            }
        }
        .filter(|address| has_host(address))
    }
}

/// The mailbox of a `mailto:` link.
pub(crate) fn mailbox(address: &str) -> Option<&str> {
    let (scheme, rest) = address.trim().split_once(':').filter(|(_, rest)| rest.contains('@'))?;
    rest.split('?').next().filter(|_| scheme.eq_ignore_ascii_case("mailto"))
}

/// The address of which the Wayback Machine has a copy: `/web/20230102/https://a.example` is one.
fn original(address: &str) -> &str {
    let path = ["https:", "http:"].iter().find_map(|scheme| address.strip_prefix(scheme)).unwrap_or(address);
    let path = path.strip_prefix("//web.archive.org").unwrap_or(path);
    let copy = path.strip_prefix("/web/").and_then(|rest| rest.split_once('/'));
    let is_time = |text: &str| {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == '_');
        !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
    };
    copy.filter(|(time, original)| is_time(time) && scheme(original).is_some())
        .map_or(address, |(_, original)| original)
}

/// The scheme in lower case where it is one of ours; an address of any other scheme is `Some("")`.
fn scheme(address: &str) -> Option<&'static str> {
    let end = address.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c))?;
    let is_scheme = address[end..].starts_with(':') && address.starts_with(|c: char| c.is_ascii_alphabetic());
    if !is_scheme {
        return None;
    }
    let known = ["https", "http"].into_iter().find(|known| address[..end].eq_ignore_ascii_case(known));
    Some(known.unwrap_or(""))
}

fn has_host(address: &str) -> bool {
    let host = address.strip_prefix("https://");
    host.is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// Percent-encodes what would end a link in a table; everything else stays as the page has it.
fn plain(address: &str) -> String {
    let rest = address.get("https:".len()..).unwrap_or_default();
    let mut out = "https:".to_owned();
    for c in rest.chars() {
        if c.is_ascii_graphic() && !"<>\"`\\()".contains(c) {
            out.push(c);
        } else {
            let mut utf8 = [0; 4];
            c.encode_utf8(&mut utf8).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Links;

    #[test]
    fn addresses_are_absolute_https() {
        let links = Links::relative_to(Some("https://docs.example/guides/errors"));
        for (address, absolute) in [
            ("https://a.example", Some("https://a.example")),
            ("https://a.example/x?y=1&z=|#f", Some("https://a.example/x?y=1&z=|#f")),
            ("HTTPS://a.example/", Some("https://a.example/")),
            ("http://a.example/x", Some("https://a.example/x")),
            ("/settings/keys", Some("https://docs.example/settings/keys")),
            ("rate-limits", Some("https://docs.example/guides/rate-limits")),
            ("../pricing", Some("https://docs.example/pricing")),
            ("//b.example/c", Some("https://b.example/c")),
            ("#limits", Some("https://docs.example/guides/errors#limits")),
            ("https://a.example/x_(y)", Some("https://a.example/x_%28y%29")),
            ("https://a.example/ü b", Some("https://a.example/%C3%BC%20b")),
            ("/web/20230102030405/https://a.example/x", Some("https://a.example/x")),
            ("https://web.archive.org/web/2023id_/http://a.example/x", Some("https://a.example/x")),
            ("//web.archive.org/web/2023/https://a.example", Some("https://a.example")),
            ("/web/20230102030405/mailto:help@a.example", None),
            ("/web/guides/https", Some("https://docs.example/web/guides/https")),
            (
                "https://a.example/web/2023/https://b.example",
                Some("https://a.example/web/2023/https://b.example"),
            ),
            ("mailto:help@a.example", None),
            ("javascript:void(0)", None),
            ("https:", None),
            ("https://", None),
            ("https:/a.example/x", None),
            ("http:a.example", None),
            ("", None),
        ] {
            assert_eq!(links.resolve(address).as_deref(), absolute, "{address}");
        }
        assert_eq!(Links::default().resolve("/settings"), None);
    }

    #[test]
    fn a_page_can_say_its_address() {
        let links = Links::relative_to(Some("https://docs.example/guides/errors"));
        for (address, resolved) in [
            (Some("https://b.example/c/d"), "https://b.example/c/x"),
            (Some("http://b.example/c/"), "https://b.example/c/x"),
            (Some("/web/2023/https://b.example/"), "https://b.example/x"),
            (Some("/"), "https://docs.example/x"),
            (Some("file:///tmp/page"), "https://docs.example/guides/x"),
            (Some(""), "https://docs.example/guides/x"),
            (None, "https://docs.example/guides/x"),
        ] {
            assert_eq!(links.based_on(address).resolve("x").as_deref(), Some(resolved), "{address:?}");
        }
    }
}
