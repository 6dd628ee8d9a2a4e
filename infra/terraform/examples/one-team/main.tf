# One team in an account of its own.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.25, < 7.0"
    }
  }
}

provider "aws" {
  region = var.region
}

module "seedbed" {
  source = "../.."

  team               = "orchard"
  functions          = var.functions
  image_version      = var.image_version
  alarm_emails       = var.alarm_emails
  monthly_budget_usd = 30
  tags               = { "cost-center" = "4711" }
}
