# Jobs, projects, keys' hashes, settings, audit trail: one table, keyed as crates/aws writes it.

resource "aws_dynamodb_table" "records" {
  name                        = local.name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = !var.disposable
  tags                        = local.tags

  dynamic "attribute" {
    for_each = ["pk", "sk", "due_pk", "due_sk", "state_pk", "state_sk"]

    content {
      name = attribute.value
      type = "S"
    }
  }

  # A record is in an index only while it has the index's keys.
  dynamic "global_secondary_index" {
    for_each = ["due", "state"]

    content {
      name            = global_secondary_index.value
      hash_key        = "${global_secondary_index.value}_pk"
      range_key       = "${global_secondary_index.value}_sk"
      projection_type = "ALL"
    }
  }

  ttl {
    attribute_name = "expires"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.team.arn
  }
}
