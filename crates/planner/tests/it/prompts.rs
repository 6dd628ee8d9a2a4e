//! The prompts as they are sent, and `docs/prompts.md`, which shows a whole exchange.
//!
//! `UPDATE_GOLDEN=1 cargo test -p seedbed-planner prompts` writes the prompts into the document
//! anew, to be read in the diff.

use std::{env, fs, future::Future, path::Path, pin::Pin, sync::Arc, time::Duration};

use futures_util::FutureExt;
use seedbed_generate::{Engine, plan::Plan};
use seedbed_planner::{
    author::{
        AuthorRequest, Finding, Inspector, KeepNothing, PROMPT_VERSION, Prepared, Prompts, author,
    },
    language::{Clock, Desk, LanguageModel, Limits, Request, Script, ScriptedReply},
};
use seedbed_schema::{Schema, Wishes};

use crate::{planned, schema};

const WISH: &str = "A museum of clocks.";

/// The text of the fenced block behind a mark.
fn block<'d>(document: &'d str, mark: &str) -> &'d str {
    let mark = format!("<!-- {mark} -->\n```");
    let from = document.find(&mark).expect("the mark") + mark.len();
    let from = from + document[from..].find('\n').expect("a line") + 1;
    let to = from + document[from..].find("\n```\n").map_or(0, |at| at + 1);
    &document[from..to.max(from)]
}

fn with_block(document: &str, mark: &str, text: &str) -> String {
    let old = block(document, mark);
    let from = old.as_ptr() as usize - document.as_ptr() as usize;
    let text = format!("{}\n", text.trim_end());
    format!("{}{text}{}", &document[..from], &document[from + old.len()..])
}

struct NoTime;

impl Clock for NoTime {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {})
    }
}

struct Compiling(Arc<Schema>);

impl Inspector for Compiling {
    fn inspect(&self, plan: &Plan, _: &[String]) -> Vec<Finding> {
        let problems = Engine::new(Arc::clone(&self.0), plan).err();
        let problems = problems.into_iter().flat_map(|problems| problems.0);
        let told = problems.map(|problem| Finding {
            table: None,
            column: None,
            message: problem.to_string(),
        });
        told.collect()
    }
}

#[test]
fn the_documented_exchange_is_what_is_sent_and_taken() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/prompts.md");
    let document = fs::read_to_string(&path).unwrap();
    let ddl = block(&document, "schema");
    let (schema, planned) = (schema(ddl), planned(ddl));
    let (wishes, prompts) =
        (Wishes::default(), Prompts { all: Some(WISH.into()), ..Prompts::default() });
    let request = AuthorRequest {
        schema: &schema,
        planned: &planned,
        wishes: &wishes,
        prompts: &prompts,
        repairs: 0,
    };
    let script = Script::new(vec![ScriptedReply {
        label: "plan entries".into(),
        reply: serde_json::from_str(block(&document, "reply")).unwrap(),
        usage: None,
        finish: seedbed_planner::language::Finish::Complete,
    }]);
    let prepared = Prepared::new(&request, script.abilities());
    let asked: Vec<&Request> = prepared.requests().collect();
    let [Request { messages, .. }] = asked.as_slice() else { panic!("one question") };
    if env::var_os("UPDATE_GOLDEN").is_some() {
        let document = with_block(&document, "system", &messages[0].text);
        fs::write(&path, with_block(&document, "question", &messages[1].text)).unwrap();
        return;
    }
    let same = |mark: &str, sent: &str| {
        assert_eq!(block(&document, mark).trim_end(), sent.trim_end(), "{mark}");
    };
    same("system", &messages[0].text);
    same("question", &messages[1].text);
    let limits = Limits::default();
    let desk = Desk::new(&script, &NoTime, limits, None);
    let inspector = Compiling(Arc::new(schema.clone()));
    let authoring = author(&request, &desk, limits, &inspector, &KeepNothing);
    let authored = authoring.now_or_never().expect("nothing waits").unwrap();
    assert_eq!(authored.warnings, [], "the documented reply is taken as it is");
    assert_eq!(authored.columns, 3);
}

#[test]
fn whoever_changes_a_prompt_raises_its_version() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/author/prompts");
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    // FNV-1a over all templates.
    let hash = names
        .iter()
        .flat_map(|path| fs::read(path).unwrap())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    let known = [(1, 0x7bc3_2be1_fb90_11ea_u64)];
    assert_eq!(
        known.last(),
        Some(&(PROMPT_VERSION, hash)),
        "the templates have changed: add their hash with a version of its own"
    );
}
