//! The adapters pass the suite that every adapter passes.

use std::{sync::Arc, time::Duration};

use aws_sdk_batch::types::ArrayPropertiesDetail;
use seedbed_aws::{AwsBatch, BatchTarget, PART_BYTES, SqsQueue};
use seedbed_jobs::{
    JobId, ManualClock, ObjectKey, Project, Stores, Timestamp, contract,
    port::{Batch, BatchRequest, BatchState, Machine, Message, PutMode, Queue, UploadLink},
};

use crate::{
    http,
    stand_in::{RECEIVED_AT_MOST, StandIn, config},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_adapters_keep_the_contract() {
    let Some(stand_in) = StandIn::create().await else { return };
    let stores = stand_in.direct().stores();
    contract::records(stores.records.clone()).await;
    contract::objects(stores.objects.clone()).await;
    let clock = ManualClock::at(Timestamp::from_millis(1_772_000_000_000));
    contract::jobs(Stores { clock: Arc::new(clock.clone()), ..stores }, clock).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_keeps_the_contract() {
    let Some(stand_in) = StandIn::create().await else { return };
    // One without a dead-letter queue: the suite receives some messages often.
    let config = config(&format!("http://{}", stand_in.address));
    let sqs = aws_sdk_sqs::Client::new(&config);
    let queue = SqsQueue::new(sqs, &stand_in.dead_letters);
    contract::queue(Arc::new(queue), async |time| tokio::time::sleep(time).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_acknowledges_goes_to_the_dead_letters() {
    let Some(stand_in) = StandIn::create().await else { return };
    let queue = stand_in.direct().stores().queue;
    let sqs = aws_sdk_sqs::Client::new(&config(&format!("http://{}", stand_in.address)));
    let url = &stand_in.settings.queue_url;
    sqs.send_message().queue_url(url).message_body("no message").send().await.unwrap();
    let message = Message {
        project: Project::new("p").unwrap(),
        job: JobId::new(Timestamp::from_millis(0)).unwrap(),
    };
    queue.send(&message).await.unwrap();
    let mut received = 0;
    for _ in 0..RECEIVED_AT_MOST + 2 {
        for delivery in queue.receive(10, Duration::ZERO).await.unwrap() {
            received += 1;
            assert_eq!((&delivery.message, delivery.received), (&message, received));
        }
    }
    assert_eq!(received, RECEIVED_AT_MOST);
    let dead = SqsQueue::new(sqs.clone(), &stand_in.dead_letters);
    assert_eq!(dead.receive(10, Duration::ZERO).await.unwrap()[0].message, message);
    let left = sqs.receive_message().queue_url(&stand_in.dead_letters).max_number_of_messages(10);
    let left = left.send().await.unwrap().messages.unwrap();
    assert!(left.iter().any(|left| left.body() == Some("no message")), "what is foreign, too");
}

#[tokio::test(flavor = "multi_thread")]
async fn links_let_their_holder_get_and_put_without_credentials() {
    let Some(stand_in) = StandIn::create().await else { return };
    let aws = stand_in.direct();
    let (links, objects) = (aws.links(), aws.stores().objects);
    let key = ObjectKey::new("uploads/p/my schema & more.sql").unwrap();
    let upload = UploadLink { key: key.clone(), content_type: "application/sql".into(), bytes: 4 };
    let url = links.upload(&upload, Duration::from_secs(60)).await.unwrap();
    assert!(url.contains("X-Amz-Expires=60") && url.contains("content-length"), "{url}");
    let put = http::ask("PUT", &url, &[("content-type", "application/sql")], b"text");
    assert_eq!(put.0, 200, "{}", String::from_utf8_lossy(&put.1));
    assert_eq!(objects.get(&key).await.unwrap().unwrap(), "text");
    let url = links.download(&key, Duration::from_secs(60)).await.unwrap();
    assert_eq!(http::ask("GET", &url, &[], b""), (200, b"text".to_vec()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_just_one_part_s_size_is_put_whole() {
    let Some(stand_in) = StandIn::create().await else { return };
    let objects = stand_in.direct().stores().objects;
    let directory = tempfile::tempdir().unwrap();
    for bytes in [0, PART_BYTES, PART_BYTES + 1] {
        let file = directory.path().join("file");
        std::fs::write(&file, vec![7; usize::try_from(bytes).unwrap()]).unwrap();
        let key = ObjectKey::new(format!("files/{bytes}")).unwrap();
        let put = objects.put_file(&key, &file).await.unwrap();
        assert_eq!(objects.info(&key).await.unwrap().unwrap(), put);
        assert_eq!(objects.get(&key).await.unwrap().unwrap().len() as u64, bytes);
    }
    let gone = ObjectKey::new("files/gone").unwrap();
    let error = objects.put_file(&gone, &directory.path().join("gone")).await.unwrap_err();
    assert!(!error.is_retryable(), "{error}");
    let other = stand_in.direct().stores().objects;
    other.put(&gone, "x".into(), PutMode::Create).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_is_told_the_job_its_parts_and_its_team() {
    let Some(stand_in) = StandIn::create().await else { return };
    let target = batch_environment(&stand_in).await;
    let batch_client = aws_sdk_batch::Client::new(&config(&format!("http://{}", stand_in.address)));
    let batch = AwsBatch::new(batch_client.clone(), target.clone(), "test");
    for (shards, machine) in [(1, Machine::Cpu), (4, Machine::Gpu)] {
        let project = Project::new("p").unwrap();
        let job = JobId::new(Timestamp::from_millis(0)).unwrap();
        let request = BatchRequest { project, job, shards, machine };
        let id = batch.submit(&request).await.unwrap();
        let told = batch_client.describe_jobs().jobs(&id).send().await.unwrap();
        let told = &told.jobs()[0];
        assert_eq!(told.job_name(), Some(format!("seedbed-test-{job}").as_str()));
        let queue = told.job_queue().unwrap();
        assert!(queue.ends_with(target.of(machine).0), "{queue}");
        let variables = told.container().unwrap().environment();
        let value = |name: &str| {
            let found = variables.iter().find(|variable| variable.name() == Some(name));
            found.and_then(|variable| variable.value()).unwrap().to_owned()
        };
        assert_eq!((value("SEEDBED_PROJECT"), value("SEEDBED_JOB")), ("p".into(), job.to_string()));
        let size = told.array_properties().and_then(ArrayPropertiesDetail::size);
        assert_eq!(size.unwrap_or(1), i32::try_from(shards).unwrap());
        assert!(batch.state(&id).await.unwrap().is_some());
        batch.stop(&id).await.unwrap();
        let state = batch.state(&id).await.unwrap();
        assert_ne!(state, Some(BatchState::Active), "it was ended, or was ready before");
    }
    let unknown = batch.state("00000000-0000-0000-0000-000000000000").await.unwrap();
    assert_eq!(unknown, None);
}

/// Queues and job definitions in the stand-in.
async fn batch_environment(stand_in: &StandIn) -> BatchTarget {
    use aws_sdk_batch::types::{
        CeType, ComputeEnvironmentOrder, ContainerProperties, JobDefinitionType, JqState,
        ResourceRequirement, ResourceType,
    };
    let endpoint = format!("http://{}", stand_in.address);
    let no_docker = br#"{"batch":{"use_docker":false}}"#;
    http::ask(
        "POST",
        &format!("{endpoint}/moto-api/config"),
        &[("content-type", "application/json")],
        no_docker,
    );
    let name = &stand_in.settings.bucket;
    // By its own protocol: this is the one call to IAM.
    let role = format!(
        "Action=CreateRole&Version=2010-05-08&RoleName={name}&AssumeRolePolicyDocument=%7B%7D"
    );
    let scope = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, \
                 SignedHeaders=host, Signature=0";
    let headers = [("authorization", scope), ("content-type", "application/x-www-form-urlencoded")];
    let made = http::ask("POST", &format!("{endpoint}/"), &headers, role.as_bytes());
    assert_eq!(made.0, 200, "{}", String::from_utf8_lossy(&made.1));
    let batch = aws_sdk_batch::Client::new(&config(&endpoint));
    let environment = batch
        .create_compute_environment()
        .compute_environment_name(name)
        .r#type(CeType::Unmanaged)
        .service_role(format!("arn:aws:iam::123456789012:role/{name}"))
        .send()
        .await
        .unwrap();
    let environment = environment.compute_environment_arn.unwrap();
    for kind in ["cpu", "gpu"] {
        let order = ComputeEnvironmentOrder::builder().order(1).compute_environment(&environment);
        batch
            .create_job_queue()
            .job_queue_name(format!("{name}-{kind}"))
            .state(JqState::Enabled)
            .priority(1)
            .compute_environment_order(order.build())
            .send()
            .await
            .unwrap();
        let needs = [(ResourceType::Vcpu, "1"), (ResourceType::Memory, "512")];
        let needs = needs
            .map(|(kind, value)| ResourceRequirement::builder().r#type(kind).value(value).build());
        let container = ContainerProperties::builder()
            .image("training-job")
            .set_resource_requirements(Some(needs.into()));
        batch
            .register_job_definition()
            .job_definition_name(format!("{name}-job-{kind}"))
            .r#type(JobDefinitionType::Container)
            .container_properties(container.build())
            .send()
            .await
            .unwrap();
    }
    BatchTarget {
        queue_cpu: format!("{name}-cpu"),
        job_cpu: format!("{name}-job-cpu"),
        queue_gpu: format!("{name}-gpu"),
        job_gpu: format!("{name}-job-gpu"),
    }
}
