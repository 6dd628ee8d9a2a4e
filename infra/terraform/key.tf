# One key for everything of the team that is at rest. Whoever may use it is named in two places that
# must agree: the roles' policies (`permissions.tf`) and, for AWS's own services, its policy here.

locals {
  # What an administrator of the account may do with the key, so that it never ends up with nobody
  # who can. Named one by one, because `kms:*` would also let every role of the account be given it.
  key_administration = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
  ]
}

resource "aws_kms_key" "team" {
  description             = "Everything that ${local.name} keeps"
  enable_key_rotation     = true
  deletion_window_in_days = var.disposable ? 7 : 30
  tags                    = local.tags

  # In a key's policy "*" is the key itself.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TheAccountsAdministrators"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
        Action    = local.key_administration
        Resource  = "*"
      },
      {
        Sid       = "LogsOfTheTeam"
        Effect    = "Allow"
        Principal = { Service = "logs.${local.region}.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
        Resource  = "*"
        Condition = {
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = [
              for prefix in ["/seedbed", "/aws/vendedlogs/seedbed"] :
              "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:${prefix}/${var.team}/*"
            ]
          }
        }
      },
      {
        Sid       = "AlarmsAndBudget"
        Effect    = "Allow"
        Principal = { Service = ["budgets.amazonaws.com", "cloudwatch.amazonaws.com"] }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      },
      # EventBridge doesn't say for which account it writes; whose events the queue of dead letters
      # takes, the queue's policy says.
      {
        Sid       = "EventsThatNobodyTook"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_kms_alias" "team" {
  name          = "alias/${local.name}"
  target_key_id = aws_kms_key.team.key_id
}

# What webhooks are signed by: their secrets are derived from what this key makes of a fixed text, so
# that no secret is kept anywhere. It neither encrypts nor can it be taken out of KMS.
resource "aws_kms_key" "webhooks" {
  #checkov:skip=CKV_AWS_7:AWS can't rotate a key for codes, and with another key every receiver would need a new secret.
  description              = "What ${local.name} signs webhooks by"
  key_usage                = "GENERATE_VERIFY_MAC"
  customer_master_key_spec = "HMAC_256"
  deletion_window_in_days  = var.disposable ? 7 : 30
  tags                     = local.tags

  # Which roles may use it, their policies say.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TheAccountsAdministrators"
      Effect    = "Allow"
      Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
      Action    = concat(local.key_administration, ["kms:GenerateMac"])
      Resource  = "*"
    }]
  })
}
