//! What every queue must do.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use super::unique;
use crate::{
    JobId, Project, Timestamp,
    port::{Delivery, Message, Queue},
};

/// Checks a queue that nobody else uses. `pass` lets so much time pass for it.
pub async fn queue(store: Arc<dyn Queue>, pass: impl AsyncFn(Duration)) {
    every_message_is_delivered(&*store).await;
    what_is_held_is_hidden_for_its_time(&*store, &pass).await;
    old_receipts_do_nothing(&*store, &pass).await;
}

const HIDDEN: Duration = Duration::from_secs(2);
const LONGER: Duration = Duration::from_millis(2500);

fn message() -> Message {
    let project = Project::new(unique("p")).unwrap();
    Message { project, job: JobId::new(Timestamp::from_millis(0)).unwrap() }
}

/// Receives until nothing comes any more.
async fn drain(store: &dyn Queue) -> Vec<Delivery> {
    let mut all = Vec::new();
    for _ in 0..100 {
        let some = store.receive(10, HIDDEN).await.unwrap();
        if some.is_empty() {
            break;
        }
        assert!(some.len() <= 10);
        all.extend(some);
    }
    all
}

async fn every_message_is_delivered(store: &dyn Queue) {
    assert_eq!(store.receive(10, HIDDEN).await.unwrap(), []);
    let sent: BTreeSet<Message> = (0..25).map(|_| message()).collect();
    for message in &sent {
        store.send(message).await.unwrap();
    }
    let received = drain(store).await;
    let messages: BTreeSet<Message> =
        received.iter().map(|delivery| delivery.message.clone()).collect();
    assert_eq!(messages, sent);
    for delivery in &received {
        assert_eq!(delivery.received, 1);
        store.acknowledge(&delivery.receipt).await.unwrap();
    }
}

async fn what_is_held_is_hidden_for_its_time(store: &dyn Queue, pass: &impl AsyncFn(Duration)) {
    let sent = message();
    store.send(&sent).await.unwrap();
    let first = drain(store).await.remove(0);
    assert_eq!(store.receive(1, HIDDEN).await.unwrap(), [], "it is hidden");
    pass(LONGER).await;
    let second = drain(store).await.remove(0);
    assert_eq!((&second.message, second.received), (&sent, 2));
    assert_ne!(second.receipt, first.receipt);
    store.hide(&second.receipt, Duration::from_secs(60)).await.unwrap();
    pass(LONGER).await;
    assert_eq!(store.receive(1, HIDDEN).await.unwrap(), [], "it is hidden for longer");
    store.hide(&second.receipt, Duration::ZERO).await.unwrap();
    let third = drain(store).await.remove(0);
    assert_eq!(third.received, 3, "it was given back");
    store.acknowledge(&third.receipt).await.unwrap();
}

async fn old_receipts_do_nothing(store: &dyn Queue, pass: &impl AsyncFn(Duration)) {
    store.send(&message()).await.unwrap();
    let old = drain(store).await.remove(0).receipt;
    pass(LONGER).await;
    let new = drain(store).await.remove(0).receipt;
    store.acknowledge(&new).await.unwrap();
    store.acknowledge(&new).await.expect("acknowledging twice is no failure");
    store.acknowledge(&old).await.expect("an old receipt is no failure");
    store.hide(&old, Duration::ZERO).await.expect("an old receipt is no failure");
    pass(LONGER).await;
    assert_eq!(store.receive(1, HIDDEN).await.unwrap(), []);
}
