# Two teams of one account share the account and nothing else.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { region = "eu-central-1" }
  }
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-central-1a", "eu-central-1b"] }
  }
}

run "teams_share_nothing" {
  assert {
    condition     = length(setintersection(values(output.resources["orchard"]), values(output.resources["meadow"]))) == 0
    error_message = "Both teams have a thing of the same name."
  }

  # Only what AWS can't limit to a name is the same, and jobs of Batch, which their team's tag tells
  # apart.
  assert {
    condition = length(setsubtract(
      setintersection([for policies in values(output.policies) : toset(flatten([
        for policy in values(policies) : [for statement in jsondecode(policy).Statement : statement.Resource]
      ]))]...),
      ["*", "arn:aws:batch:eu-central-1:123456789012:job/*"],
    )) == 0
    error_message = "Roles of both teams may touch the same thing."
  }

  assert {
    condition = alltrue(flatten([
      for team, policies in output.policies : [
        for policy in values(policies) : [
          for statement in jsondecode(policy).Statement :
          statement.Condition.StringEquals["aws:ResourceTag/seedbed:team"] == team
          if contains(statement.Action, "batch:TerminateJob")
        ]
      ]
    ]))
    error_message = "A team may end the other's jobs."
  }
}
