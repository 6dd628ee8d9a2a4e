//! The OpenAPI document as a page: no script, no style and no font from elsewhere.

use std::fmt::Write;

use serde_json::Value;

const HEAD: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Seedbed</title>\n\
<style>\n\
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }\n\
body { max-width: 52rem; margin: 0 auto; padding: 1rem }\n\
details { border-top: 1px solid #8886; padding: .5rem 0 }\n\
summary { cursor: pointer }\n\
code, pre { font: .9rem/1.4 ui-monospace, monospace }\n\
pre { overflow-x: auto; background: #8882; padding: .75rem; border-radius: .4rem }\n\
.verb { display: inline-block; min-width: 4.5rem; font-weight: 600 }\n\
td, th { text-align: left; padding: .15rem 1rem .15rem 0; vertical-align: top }\n\
</style>\n";

/// The page of a document.
pub(crate) fn text(document: &Value) -> String {
    let mut page = String::from(HEAD);
    let info = &document["info"];
    let _ = write!(
        page,
        "<h1>{}</h1>\n<p>{}</p>\n<p>The same for programs: <a href=\"/openapi.json\">\
         openapi.json</a>. Send a key with every request: <code>Authorization: Bearer sbk_…</code>\
         </p>\n<h2>Operations</h2>\n",
        escaped(&info["title"]),
        escaped(&info["description"]),
    );
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (verb, operation) in item.as_object().into_iter().flatten() {
            operation_of(&mut page, path, verb, operation);
        }
    }
    page.push_str("<h2>Documents</h2>\n");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let json = serde_json::to_string_pretty(schema).unwrap_or_default();
        let _ = writeln!(
            page,
            "<details id=\"{name}\"><summary><code>{name}</code></summary><pre>{}</pre></details>",
            escaped_text(&json)
        );
    }
    page
}

fn operation_of(page: &mut String, path: &str, verb: &str, operation: &Value) {
    let _ = writeln!(
        page,
        "<details><summary><code><span class=\"verb\">{}</span> {}</code><br>{}</summary>",
        verb.to_uppercase(),
        escaped_text(path),
        escaped(&operation["summary"]),
    );
    if operation["description"].is_string() {
        let _ = writeln!(page, "<p>{}</p>", escaped(&operation["description"]));
    }
    let parameters = operation["parameters"].as_array();
    if parameters.is_some_and(|all| !all.is_empty()) {
        page.push_str("<table><tr><th>Parameter<th>In<th>What\n");
        for parameter in parameters.into_iter().flatten() {
            let _ = writeln!(
                page,
                "<tr><td><code>{}</code><td>{}<td>{}",
                escaped(&parameter["name"]),
                escaped(&parameter["in"]),
                escaped(&parameter["description"])
            );
        }
        page.push_str("</table>\n");
    }
    if let Some(name) = schema_name(&operation["requestBody"]) {
        let _ = writeln!(page, "<p>Takes <a href=\"#{name}\"><code>{name}</code></a>.</p>");
    }
    page.push_str("<table><tr><th>Status<th>What<th>Gives\n");
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        // Problems are the same everywhere.
        let Some(description) = response["description"].as_str() else { continue };
        let gives = schema_name(response)
            .map(|name| format!("<a href=\"#{name}\"><code>{name}</code></a>"))
            .unwrap_or_default();
        let _ = writeln!(page, "<tr><td>{status}<td>{}<td>{gives}", escaped_text(description));
    }
    page.push_str(
        "<tr><td>4xx, 5xx<td>What is wrong, and what to do<td><a href=\"#Problem\"><code>Problem\
         </code></a>\n</table></details>\n",
    );
}

/// The name of the schema that a body refers to.
fn schema_name(body: &Value) -> Option<&str> {
    let reference = body["content"].as_object()?.values().next()?["schema"]["$ref"].as_str()?;
    reference.strip_prefix("#/components/schemas/")
}

fn escaped(value: &Value) -> String {
    escaped_text(value.as_str().unwrap_or_default())
}

fn escaped_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
