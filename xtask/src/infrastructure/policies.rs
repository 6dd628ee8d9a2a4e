//! What roles may do, compared with what their code calls: nothing is missing, nothing too much,
//! nothing of another team's.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// What AWS can't limit to a resource.
const UNLIMITED: &str = "batch:DescribeJobs";
/// What Lambda does in a function's name: write its log, and put aside what it failed on.
const RUNTIME: [&str; 3] = ["logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"];
/// Kinds of resources whose `policy` says who may do what.
const WITH_POLICY: [&str; 6] = [
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_kms_key",
    "aws_s3_bucket_policy",
    "aws_sns_topic_policy",
    "aws_sqs_queue_policy",
];
/// The tag that tells teams apart.
const TAG: &str = "seedbed:team";

/// What is wrong with the policies among what was made; `actions` is the content of actions.json.
pub(super) fn wrong(resources: &[&Value], actions: &Value) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for resource in resources {
        wrong.extend(wildcards(resource)?);
    }
    let teams = teams(resources);
    if teams.is_empty() {
        wrong.push("no team has a key".to_owned());
    }
    let roles = actions.as_object().context("actions.json is an object of roles")?;
    for (team, keys) in &teams {
        for (role, services) in roles {
            let name = format!("seedbed-{team}-{role}");
            let policies = policies(resources, &name)?;
            for (policy, document) in &policies {
                let expected = match policy.as_str() {
                    "code" => wanted(role, services),
                    "runtime" => RUNTIME.map(str::to_owned).into(),
                    _ => BTreeSet::new(),
                };
                wrong.extend(compare(&name, &granted(document), &expected));
                for statement in statements(document) {
                    wrong.extend(strangers(&name, statement, team, keys));
                }
            }
            if !policies.contains_key("code") {
                wrong.push(format!("{name} has no policy"));
            }
        }
    }
    Ok(wrong)
}

/// Teams by name, with the ARNs of their keys.
fn teams(resources: &[&Value]) -> BTreeMap<String, BTreeSet<String>> {
    let mut teams = BTreeMap::<_, BTreeSet<_>>::new();
    for key in resources.iter().filter(|resource| resource["type"] == "aws_kms_key") {
        let values = &key["values"];
        if let (Some(team), Some(arn)) = (values["tags"][TAG].as_str(), values["arn"].as_str()) {
            teams.entry(team.to_owned()).or_default().insert(arn.to_owned());
        }
    }
    teams
}

/// A role's policies by their names: `code` is what its code may do, `runtime` what Lambda does in
/// its name. What AWS keeps is told as an action of its ARN.
fn policies(resources: &[&Value], role: &str) -> Result<BTreeMap<String, Value>> {
    let mut found = BTreeMap::new();
    for resource in resources.iter().filter(|resource| resource["values"]["role"] == role) {
        let values = &resource["values"];
        if resource["type"] == "aws_iam_role_policy" {
            let name = values["name"].as_str().context("a policy has a name")?;
            found.insert(name.to_owned(), document(&values["policy"])?);
        } else if resource["type"] == "aws_iam_role_policy_attachment" {
            let arn = values["policy_arn"].as_str().context("a policy has an ARN")?;
            let all = json!({ "Statement": [{ "Action": arn, "Resource": [] }] });
            found.insert(arn.to_owned(), all);
        }
    }
    Ok(found)
}

fn document(text: &Value) -> Result<Value> {
    let text = text.as_str().context("a policy is text")?;
    serde_json::from_str(text).context("a policy is JSON")
}

fn statements(policy: &Value) -> impl Iterator<Item = &Value> {
    policy["Statement"].as_array().into_iter().flatten()
}

/// One text or a list of them.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn granted(policy: &Value) -> BTreeSet<String> {
    statements(policy).flat_map(|one| texts(&one["Action"])).map(str::to_owned).collect()
}

/// What a role's code calls, and what the stack's own making of it adds.
fn wanted(role: &str, services: &Value) -> BTreeSet<String> {
    let services = services.as_object().into_iter().flatten();
    let called = services.flat_map(|(service, names)| {
        texts(names).into_iter().map(move |name| format!("{service}:{name}"))
    });
    let mut wanted: BTreeSet<String> = called.collect();
    // What is at rest is encrypted, and the key is lent to who may read or write it.
    let mut added = vec!["kms:Decrypt", "kms:GenerateDataKey"];
    if wanted.contains("batch:SubmitJob") {
        added.push("batch:TagResource");
    }
    // Lambda reads the queue in the name of the function that it calls.
    if role == "generate" {
        added.extend(["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]);
    }
    wanted.extend(added.into_iter().map(str::to_owned));
    wanted
}

fn compare(name: &str, granted: &BTreeSet<String>, wanted: &BTreeSet<String>) -> Vec<String> {
    let missing = wanted.difference(granted).map(|action| format!("{name} may not {action}"));
    let surplus = granted.difference(wanted);
    let surplus = surplus.map(|action| format!("{name} may {action}, and its code never does"));
    missing.chain(surplus).collect()
}

/// Statements that allow actions or resources without naming them, in any policy of a resource.
fn wildcards(resource: &Value) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let address = resource["address"].as_str().unwrap_or("a resource");
    if !WITH_POLICY.iter().any(|kind| resource["type"] == *kind) {
        return Ok(wrong);
    }
    let policy = document(&resource["values"]["policy"])?;
    for statement in statements(&policy).filter(|one| one["Effect"] == "Allow") {
        let actions = texts(&statement["Action"]);
        let vague = actions.iter().filter(|action| action.contains('*'));
        wrong.extend(vague.map(|action| format!("{address} allows {action}")));
        // In a key's policy, "*" is the key itself.
        let everywhere = resource["type"] != "aws_kms_key"
            && texts(&statement["Resource"]).contains(&"*")
            && actions != [UNLIMITED];
        if everywhere {
            wrong.push(format!("{address} allows {} everywhere", actions.join(", ")));
        }
    }
    Ok(wrong)
}

/// Resources of a statement that are not the team's.
fn strangers(name: &str, statement: &Value, team: &str, keys: &BTreeSet<String>) -> Vec<String> {
    let own = [format!("seedbed-{team}"), format!("/seedbed/{team}/")];
    let conditions = &statement["Condition"]["StringEquals"];
    let tags = [format!("aws:ResourceTag/{TAG}"), format!("aws:RequestTag/{TAG}")];
    let told_by_tag = tags.iter().any(|tag| conditions[tag] == team);
    let is_own = |arn: &str| {
        let named = own.iter().any(|own| {
            let rest = arn.split_once(own.as_str()).map(|(_, rest)| rest);
            // `seedbed-red` is not in `seedbed-redwood`.
            rest.is_some_and(|rest| own.ends_with('/') || !rest.starts_with(char::is_alphanumeric))
        });
        named
            || told_by_tag
            || keys.contains(arn)
            || (arn == "*" && statement["Action"][0] == UNLIMITED)
    };
    let strangers = texts(&statement["Resource"]).into_iter().filter(|arn| !is_own(arn));
    strangers.map(|arn| format!("{name} may touch {arn}, which is not its team's")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "arn:aws:kms:eu-central-1:123456789012:key/1";
    const TABLE: &str = "arn:aws:dynamodb:eu-central-1:123456789012:table/seedbed-red";

    /// A stack of one team with one role, whose policy has one statement beside the key's.
    fn judge(actions: &Value, resource: &str) -> Vec<String> {
        let statement = |actions: &Value, resource: &str| json!({ "Effect": "Allow", "Action": actions, "Resource": [resource] });
        let key = statement(&json!(["kms:Decrypt", "kms:GenerateDataKey"]), KEY);
        let policy = json!({ "Statement": [statement(actions, resource), key] });
        let key = json!({ "type": "aws_kms_key", "address": "key",
            "values": { "arn": KEY, "policy": "{}", "tags": { "seedbed:team": "red" } } });
        let policy = json!({ "type": "aws_iam_role_policy", "address": "policy", "values": {
            "role": "seedbed-red-api", "name": "code", "policy": policy.to_string() } });
        wrong(&[&key, &policy], &json!({ "api": { "dynamodb": ["GetItem"] } })).unwrap()
    }

    #[test]
    fn what_the_code_calls_is_granted_and_nothing_more() {
        let other = "arn:aws:dynamodb:eu-central-1:123456789012:table/seedbed-redwood";
        for (actions, resource, expected) in [
            (json!(["dynamodb:GetItem"]), TABLE, vec![]),
            (json!([]), TABLE, vec!["seedbed-red-api may not dynamodb:GetItem"]),
            (
                json!(["dynamodb:GetItem", "dynamodb:Scan"]),
                TABLE,
                vec!["seedbed-red-api may dynamodb:Scan, and its code never does"],
            ),
            (
                json!(["dynamodb:GetItem"]),
                other,
                vec![
                    "seedbed-red-api may touch \
                     arn:aws:dynamodb:eu-central-1:123456789012:table/seedbed-redwood, which is not \
                     its team's",
                ],
            ),
            (
                json!(["dynamodb:GetItem"]),
                "*",
                vec![
                    "policy allows dynamodb:GetItem everywhere",
                    "seedbed-red-api may touch *, which is not its team's",
                ],
            ),
            (
                json!(["dynamodb:*"]),
                TABLE,
                vec![
                    "policy allows dynamodb:*",
                    "seedbed-red-api may not dynamodb:GetItem",
                    "seedbed-red-api may dynamodb:*, and its code never does",
                ],
            ),
        ] {
            assert_eq!(judge(&actions, resource), expected, "{actions} on {resource}");
        }
    }

    #[test]
    fn a_second_policy_of_a_role_is_found() {
        let resource = |kind: &str, values: Value| json!({ "type": kind, "values": values });
        let keeps = "arn:aws:iam::aws:policy/AdministratorAccess";
        let resources = [
            resource("aws_iam_role_policy", json!({ "role": "r", "name": "code", "policy": "{}" })),
            resource("aws_iam_role_policy", json!({ "role": "r", "name": "more", "policy": "{}" })),
            resource("aws_iam_role_policy", json!({ "role": "s", "name": "code", "policy": "{}" })),
            resource("aws_iam_role_policy_attachment", json!({ "role": "r", "policy_arn": keeps })),
        ];
        let found = policies(&resources.iter().collect::<Vec<_>>(), "r").unwrap();
        assert_eq!(found.keys().collect::<Vec<_>>(), [keeps, "code", "more"]);
        assert_eq!(granted(&found[keeps]), BTreeSet::from([keeps.to_owned()]));
    }

    #[test]
    fn a_stack_without_teams_is_not_taken_for_a_good_one() {
        assert_eq!(wrong(&[], &json!({})).unwrap(), ["no team has a key"]);
    }
}
