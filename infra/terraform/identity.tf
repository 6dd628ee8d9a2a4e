# Who people are, where the team has no issuer of tokens of its own.

resource "aws_cognito_user_pool" "people" {
  count = var.identity == null ? 1 : 0

  name                     = local.name
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  deletion_protection      = var.disposable ? "INACTIVE" : "ACTIVE"
  tags                     = local.tags

  # Nobody lets themselves in.
  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  mfa_configuration = "OPTIONAL"

  software_token_mfa_configuration {
    enabled = true
  }

  # What an administrator lets somebody do: "PROJECT:ROLE", with spaces between.
  schema {
    name                = "seedbed_roles"
    attribute_data_type = "String"
    mutable             = true

    string_attribute_constraints {
      min_length = 0
      max_length = 2048
    }
  }

  password_policy {
    minimum_length                   = 14
    require_lowercase                = true
    require_numbers                  = true
    require_symbols                  = false
    require_uppercase                = true
    temporary_password_validity_days = 3
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }
}

resource "aws_cognito_user_pool_client" "people" {
  count = var.identity == null ? 1 : 0

  name                          = local.name
  user_pool_id                  = aws_cognito_user_pool.people[0].id
  explicit_auth_flows           = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"]
  prevent_user_existence_errors = "ENABLED"
  enable_token_revocation       = true
  id_token_validity             = 60
  access_token_validity         = 60
  refresh_token_validity        = 30

  # What people can change themselves must not be what they are believed by.
  read_attributes  = ["custom:seedbed_roles", "email", "email_verified"]
  write_attributes = ["name"]

  token_validity_units {
    id_token      = "minutes"
    access_token  = "minutes"
    refresh_token = "days"
  }
}

locals {
  issuer = (var.identity == null
    ? "https://cognito-idp.${local.region}.amazonaws.com/${one(aws_cognito_user_pool.people[*].id)}"
  : var.identity.issuer)
  audience = var.identity == null ? aws_cognito_user_pool_client.people[*].id : var.identity.audience
}
