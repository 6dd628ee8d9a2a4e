//! What is answered at once.

use async_trait::async_trait;
use seedbed_jobs::{
    Engine, FailureKind, NamedSource, NotDone, Remark, SchemaReport, Settings, SmallDataset,
    SmallFile, SmallRequest, StoreError, TableReport,
};
use serde_json::Value;

use crate::{
    Cancel, FilesRequest, Input, NamedText, PipelineError, Shard,
    jobs::{
        JobRunner,
        failure::failed,
        runner::{blocking, format, prepare, reading, too_long},
    },
    read_schema, write_files,
};

#[async_trait]
impl Engine for JobRunner {
    async fn check(
        &self,
        schema: Vec<NamedSource>,
        settings: Settings,
    ) -> Result<SchemaReport, NotDone> {
        let texts = self.texts(schema)?;
        blocking(move || {
            let options = reading(&settings)?;
            Ok(report(&read_schema(&texts, &options)?))
        })
        .await
    }

    async fn plan(&self, schema: Vec<NamedSource>, settings: Settings) -> Result<Value, NotDone> {
        let texts = self.texts(schema)?;
        let planned = blocking(move || Ok(prepare(&texts, &settings, None)?.plan));
        serde_json::to_value(planned.await?).map_err(|source| {
            NotDone::Store(StoreError::new("write", "a plan", false).because(source))
        })
    }

    async fn generate(&self, request: SmallRequest) -> Result<SmallDataset, NotDone> {
        let texts = self.texts(request.schema)?;
        let (settings, given) = (request.settings, request.plan);
        let prepared = blocking(move || prepare(&texts, &settings, given.as_ref()));
        let run = prepared.await?;
        let rows = run.rows();
        if rows > request.most_rows {
            let most = request.most_rows;
            let detail =
                format!("{rows} rows are more than the {most} of an answer; ask for a job");
            return Err(failed(FailureKind::Limit, detail));
        }
        let (scratch, format) = (self.scratch.clone(), format(request.format));
        let made = blocking(move || {
            let unmade = |source| PipelineError::io("make a directory in", &scratch, source);
            let directory = tempfile::tempdir_in(&scratch).map_err(unmade)?;
            let path = directory.path().join("result");
            let shard = Shard::WHOLE;
            let request = FilesRequest { directory: path.clone(), format, threads: 1, shard };
            let manifest = write_files(&run, &request, &Cancel::default(), &mut |_| {})?;
            let files = manifest.files.into_iter().map(|file| {
                let path = path.join(&file.name);
                let text = std::fs::read_to_string(&path)
                    .map_err(|source| PipelineError::io("read", &path, source))?;
                Ok(SmallFile { name: file.name, text })
            });
            files.collect::<Result<Vec<_>, PipelineError>>()
        });
        let files = made.await?;
        let bytes: u64 = files.iter().map(|file| file.text.len() as u64).sum();
        if bytes > request.most_bytes {
            let most = request.most_bytes;
            let detail =
                format!("{bytes} bytes are more than the {most} of an answer; ask for a job");
            return Err(failed(FailureKind::Limit, detail));
        }
        Ok(SmallDataset { rows, files })
    }
}

impl JobRunner {
    fn texts(&self, schema: Vec<NamedSource>) -> Result<Vec<NamedText>, NotDone> {
        if schema.is_empty() {
            return Err(failed(FailureKind::Schema, "there is no source of a schema"));
        }
        let bytes: usize = schema.iter().map(|source| source.text.len()).sum();
        if bytes > self.limits.schema_bytes {
            return Err(too_long(self.limits.schema_bytes));
        }
        Ok(schema.into_iter().map(|NamedSource { name, text }| NamedText { name, text }).collect())
    }
}

fn report(input: &Input) -> SchemaReport {
    let schema = &input.schema;
    let tables = schema.load_order().tables.into_iter().map(|id| {
        let table = schema.table(id);
        let keys = table.foreign_keys.iter();
        TableReport {
            name: table.name.to_string(),
            columns: table.columns.iter().map(|column| column.name.clone()).collect(),
            references: keys.map(|key| key.parent.to_string()).collect(),
        }
    });
    let diagnostics = input.diagnostics.iter().map(|diagnostic| Remark {
        severity: diagnostic.severity.to_string(),
        place: diagnostic.origin.to_string(),
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
    });
    SchemaReport {
        dialect: input.dialect.to_string(),
        tables: tables.collect(),
        diagnostics: diagnostics.collect(),
    }
}
