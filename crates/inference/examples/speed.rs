//! Prints how many tokens a second a model reads and writes: `speed FILE THREADS TOKENS PROMPT`.

use std::{env, error::Error, fs::File, io::BufReader, sync::Arc};

use seedbed_inference::{Form, Model, Options, Sampling};

#[allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "an example measures and prints"
)]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [file, threads, tokens, prompt] = arguments.as_slice() else {
        return Err("usage: speed FILE THREADS TOKENS PROMPT".into());
    };
    let options = Options { threads: threads.parse()?, ..Options::default() };
    let model = Arc::new(Model::read(BufReader::new(File::open(file)?), options)?);
    let mut session = model.session();
    let length = session.tokens(prompt)?.len();

    let start = std::time::Instant::now();
    session.likeliest(prompt, 1)?;
    let read = start.elapsed().as_secs_f64();

    // Only spaces and letters, so that no reply ends early.
    let form = Form::Regex("[A-Za-z ]{5000}".into());
    let max_tokens = tokens.parse()?;
    let sampling = Sampling { temperature: 0.0, max_tokens, ..Sampling::default() };
    let start = std::time::Instant::now();
    session.reply(prompt, &form, sampling)?;
    let written = start.elapsed().as_secs_f64();

    let (prompt, decode) = (length as f64 / read, max_tokens as f64 / written);
    println!("{{\"prompt_per_second\": {prompt:.1}, \"decode_per_second\": {decode:.1}}}");
    Ok(())
}
