# What is wrong is refused by the plan, before anything is made.

mock_provider "aws" {}

variables {
  team          = "orchard"
  image_version = "1.0.0"
}

run "a_team_has_a_plain_name" {
  command = plan

  variables {
    team = "Orchard & Sons"
  }

  expect_failures = [var.team]
}

run "functions_are_built_before" {
  command = plan

  variables {
    functions = "nowhere"
  }

  expect_failures = [var.functions]
}

run "an_image_has_a_version" {
  command = plan

  variables {
    image_version = "latest"
  }

  expect_failures = [var.image_version]
}

run "an_issuer_signs_for_somebody" {
  command = plan

  variables {
    identity = { issuer = "https://login.example.com", audience = [] }
  }

  expect_failures = [var.identity]
}

run "links_end_with_the_credentials_that_sign_them" {
  command = plan

  variables {
    api = { link_seconds = 86400 }
  }

  expect_failures = [var.api]
}

run "no_function_is_stopped_by_mistake" {
  command = plan

  variables {
    concurrency = { api = 0 }
  }

  expect_failures = [var.concurrency]
}

run "a_queue_is_read_by_two_at_least" {
  command = plan

  variables {
    concurrency = { generate = 1 }
  }

  expect_failures = [var.concurrency]
}

run "a_function_runs_for_fifteen_minutes_at_most" {
  command = plan

  variables {
    generate = { timeout_seconds = 3600 }
  }

  expect_failures = [var.generate]
}

run "a_job_fits_on_the_machines" {
  command = plan

  variables {
    workers = { gpu = { vcpus = 8, max_vcpus = 4 } }
  }

  expect_failures = [var.workers]
}

run "logs_are_kept_as_long_as_cloudwatch_can" {
  command = plan

  variables {
    log_days = 42
  }

  expect_failures = [var.log_days]
}
