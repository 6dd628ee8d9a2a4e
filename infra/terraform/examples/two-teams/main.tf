# Two teams beside each other in one account. They share the account and nothing else.

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

locals {
  teams = {
    # People of this team have tokens of the company's issuer.
    orchard = {
      identity = { issuer = "https://login.example.com", audience = ["seedbed-orchard"] }
      private  = false
      budget   = 50
    }
    # This one has a pool of people of its own, and machines without a way to the internet.
    meadow = {
      identity = null
      private  = true
      budget   = 200
    }
  }
}

module "seedbed" {
  source   = "../.."
  for_each = local.teams

  team               = each.key
  functions          = var.functions
  image_version      = var.image_version
  identity           = each.value.identity
  network            = { private = each.value.private }
  monthly_budget_usd = each.value.budget
}
