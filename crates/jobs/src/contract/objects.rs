//! What every store of objects must do.

use std::{io::Write as _, sync::Arc};

use bytes::Bytes;
use futures_util::TryStreamExt;

use super::unique;
use crate::{
    ObjectKey,
    port::{Objects, PutError, PutMode},
};

/// Checks a store of objects.
pub async fn objects(store: Arc<dyn Objects>) {
    what_was_put_is_there(&*store).await;
    creating_refuses_to_replace(&store).await;
    lists_are_in_order(&*store).await;
    files_are_put_whole(&*store).await;
    pieces_are_the_whole(&*store).await;
}

async fn pieces_are_the_whole(store: &dyn Objects) {
    let folder = unique("pieces");
    for bytes in [0, 1, 3_000_000] {
        let key = key(&folder, &format!("{bytes}"));
        assert!(store.stream(&key).await.unwrap().is_none(), "{bytes} bytes that are not there");
        let whole: Bytes = (0..bytes).map(|at: u32| (at % 251) as u8).collect();
        store.put(&key, whole.clone(), PutMode::Create).await.unwrap();
        let stream = store.stream(&key).await.unwrap().unwrap();
        assert_eq!(stream.bytes, u64::from(bytes));
        let pieces: Vec<Bytes> = stream.pieces.try_collect().await.unwrap();
        assert!(pieces.concat() == whole, "{bytes} bytes came otherwise");
    }
}

fn key(folder: &str, name: &str) -> ObjectKey {
    ObjectKey::new(format!("{folder}/{name}")).unwrap()
}

async fn what_was_put_is_there(store: &dyn Objects) {
    let folder = unique("put");
    let names =
        ["plain.csv", "with blank & plus+.csv", "ünïcødé 🌱.json", "a/b/c", "100%.txt", "a=b"];
    for name in names {
        let key = key(&folder, name);
        assert_eq!(store.get(&key).await.unwrap(), None, "{name}");
        assert_eq!(store.info(&key).await.unwrap(), None, "{name}");
        let bytes = Bytes::from(name.to_owned());
        let put = store.put(&key, bytes.clone(), PutMode::Replace).await.unwrap();
        assert_eq!((&put.key, put.bytes), (&key, bytes.len() as u64), "{name}");
        assert_eq!(store.get(&key).await.unwrap(), Some(bytes), "{name}");
        assert_eq!(store.info(&key).await.unwrap(), Some(put.clone()), "{name}");
        let other = store.put(&key, Bytes::from("other"), PutMode::Replace).await.unwrap();
        assert_ne!(put.tag, other.tag, "{name}");
        assert_eq!(store.get(&key).await.unwrap(), Some(Bytes::from("other")), "{name}");
        store.delete(&key).await.unwrap();
        assert_eq!(store.get(&key).await.unwrap(), None, "{name}");
        store.delete(&key).await.expect("removing nothing is no failure");
    }
    let empty = key(&folder, "empty");
    store.put(&empty, Bytes::new(), PutMode::Create).await.unwrap();
    assert_eq!(store.get(&empty).await.unwrap(), Some(Bytes::new()));
    // One object's key may be the beginning of another's.
    for name in ["nested", "nested/below"] {
        store.put(&key(&folder, name), Bytes::from(name), PutMode::Create).await.unwrap();
    }
    assert_eq!(store.get(&key(&folder, "nested")).await.unwrap(), Some(Bytes::from("nested")));
}

async fn creating_refuses_to_replace(store: &Arc<dyn Objects>) {
    let folder = unique("create");
    let tasks: Vec<_> = (0..10)
        .map(|writer| {
            let (store, key) = (store.clone(), key(&folder, "one"));
            tokio::spawn(async move {
                let bytes = Bytes::from(format!("{writer}"));
                match store.put(&key, bytes, PutMode::Create).await {
                    Ok(_) => Some(format!("{writer}")),
                    Err(PutError::Exists { .. }) => None,
                    Err(PutError::Store(error)) => panic!("{error}"),
                }
            })
        })
        .collect();
    let mut winners = Vec::new();
    for task in tasks {
        winners.extend(task.await.unwrap());
    }
    let kept = store.get(&key(&folder, "one")).await.unwrap().unwrap();
    assert_eq!(winners, [String::from_utf8(kept.to_vec()).unwrap()]);
}

async fn lists_are_in_order(store: &dyn Objects) {
    let folder = unique("list");
    let mut names: Vec<String> =
        (0..12).map(|number| format!("{folder}/p{}", number * 5 % 12)).collect();
    names.push(format!("{folder}/p1/below"));
    for name in &names {
        let key = ObjectKey::new(name.clone()).unwrap();
        store.put(&key, Bytes::from("x"), PutMode::Create).await.unwrap();
    }
    names.sort();
    let mut listed: Vec<String> = Vec::new();
    loop {
        let after = listed.last().map(|last| ObjectKey::new(last.clone()).unwrap());
        let page = store.list(&format!("{folder}/"), after.as_ref(), 5).await.unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 5);
        listed.extend(page.into_iter().map(|object| object.key.to_string()));
    }
    assert_eq!(listed, names);
    let some = store.list(&format!("{folder}/p1"), None, 100).await.unwrap();
    let some: Vec<_> = some.iter().map(|object| object.key.as_str()).collect();
    let wanted: Vec<_> =
        names.iter().filter(|name| name.starts_with(&format!("{folder}/p1"))).collect();
    assert_eq!(some, wanted);
    assert_eq!(store.list(&format!("{folder}/q"), None, 5).await.unwrap(), []);
}

async fn files_are_put_whole(store: &dyn Objects) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let line: Vec<u8> = (0..=255).cycle().take(1 << 20).collect();
    // Larger than the parts that uploads are cut into.
    for _ in 0..11 {
        file.write_all(&line).unwrap();
    }
    file.flush().unwrap();
    let key = key(&unique("file"), "large.bin");
    let put = store.put_file(&key, file.path()).await.unwrap();
    assert_eq!(put.bytes, 11 << 20);
    let bytes = store.get(&key).await.unwrap().unwrap();
    assert!(bytes.chunks(1 << 20).all(|chunk| chunk == line), "bytes differ");
    store.delete(&key).await.unwrap();
}
