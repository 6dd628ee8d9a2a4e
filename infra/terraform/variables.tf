variable "team" {
  description = "The team that the stack is for. Every name in the account carries it, so one account can hold many stacks."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$", var.team))
    error_message = "A team's name has 2 to 20 small letters, digits and hyphens, begins with a letter and doesn't end with a hyphen."
  }
}

variable "functions" {
  description = "The folder with NAME/bootstrap.zip of the five functions, as `cargo xtask lambda` leaves it: target/lambda."
  type        = string

  validation {
    condition = alltrue([
      for name in ["api", "generate", "on-upload", "on-batch-event", "webhooks"] :
      fileexists("${var.functions}/${name}/bootstrap.zip")
    ])
    error_message = "Not every function is built there. docs/deploy.md says how to build them; name the folder target/lambda."
  }
}

variable "image_version" {
  description = "The version of the training image: jobs run the tags VERSION-cpu and VERSION-gpu of the stack's repository. Tags can't be overwritten, so a new image is a new version."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$", var.image_version)) && var.image_version != "latest"
    error_message = "A version has 1 to 100 letters, digits, points, hyphens and underscores, and is not \"latest\"."
  }
}

variable "identity" {
  description = "Who signs the tokens of people: an OpenID Connect issuer and the audiences it signs for. Null makes a Cognito user pool, in which only an administrator makes users."
  type = object({
    issuer   = string
    audience = set(string)
  })
  default = null

  validation {
    condition     = var.identity == null ? true : startswith(var.identity.issuer, "https://") && length(var.identity.audience) > 0
    error_message = "The issuer is an https:// address, and there is at least one audience: with none, everybody's tokens would do."
  }
}

variable "api" {
  description = "The gateways' limits: requests a second over all callers, how many may come at once, requests of one caller a minute, and how long links to files last, in seconds."
  type = object({
    requests_per_second = optional(number, 50)
    burst               = optional(number, 100)
    requests_per_minute = optional(number, 600)
    link_seconds        = optional(number, 900)
  })
  default = {}

  validation {
    condition     = var.api.requests_per_second >= 1 && var.api.burst >= 1 && var.api.requests_per_minute >= 1
    error_message = "Each limit is at least 1."
  }

  # The credentials that sign a link are the function's, and end with it.
  validation {
    condition     = var.api.link_seconds >= 60 && var.api.link_seconds <= 21600
    error_message = "Links last between 60 and 21600 seconds (6 hours)."
  }
}

variable "jobs" {
  description = "Limits of jobs: the most rows of one job, the most rows that a function makes itself (more goes to Batch), the rows of a sample that one process of Batch draws (more are drawn by an array of them), how many jobs a project may have open, and for how many days jobs, uploads and results are kept."
  type = object({
    max_rows  = optional(number, 1000000000)
    rows_here = optional(number, 2000000)
    part_rows = optional(number, 10000000)
    max_open  = optional(number, 100)
    keep_days = optional(number, 30)
  })
  default = {}

  validation {
    condition     = var.jobs.rows_here >= 1 && var.jobs.rows_here <= var.jobs.max_rows
    error_message = "rows_here lies between 1 and max_rows."
  }

  validation {
    condition     = var.jobs.max_open >= 1 && var.jobs.keep_days >= 1 && var.jobs.part_rows >= 1
    error_message = "max_open, keep_days and part_rows are at least 1."
  }
}

variable "concurrency" {
  description = "How many calls of each function may run at once: reserved for it, and its upper limit. -1 reserves nothing, which a new account needs until its quota is raised. Null leaves out all of them."
  type = object({
    api            = optional(number, 20)
    generate       = optional(number, 10)
    on_upload      = optional(number, 5)
    on_batch_event = optional(number, 2)
    webhooks       = optional(number, 3)
  })
  default = {}

  validation {
    condition = var.concurrency == null ? true : alltrue([
      for calls in values(var.concurrency) : calls == -1 || calls >= 1
    ])
    error_message = "Each is at least 1, or -1 to reserve nothing. 0 would stop the function."
  }

  # Lambda itself asks a queue for at least two.
  validation {
    condition     = var.concurrency == null ? true : var.concurrency.generate == -1 || var.concurrency.generate >= 2
    error_message = "generate takes at least 2: Lambda reads a queue with no fewer."
  }
}

variable "generate" {
  description = "The size of the function that makes data: memory in MB (1769 are one processor), disk in MB, and its longest run in seconds."
  type = object({
    memory_mb       = optional(number, 1769)
    disk_mb         = optional(number, 4096)
    timeout_seconds = optional(number, 300)
  })
  default = {}

  validation {
    condition     = var.generate.timeout_seconds >= 60 && var.generate.timeout_seconds <= 900
    error_message = "A function runs between 60 and 900 seconds."
  }

  validation {
    condition = (var.generate.memory_mb >= 512 && var.generate.memory_mb <= 10240
    && var.generate.disk_mb >= 512 && var.generate.disk_mb <= 10240)
    error_message = "Memory and disk lie between 512 and 10240 MB."
  }
}

variable "workers" {
  description = "The machines of Batch, without and with a GPU: what a job gets, which types of instances may be taken (x86-64, with graphics processors that the image was built for), and how many virtual processors may run at once."
  type = object({
    cpu = optional(object({
      vcpus          = optional(number, 4)
      memory_mb      = optional(number, 14000)
      instance_types = optional(list(string), ["m6a", "m6i", "m7a", "m7i"])
      max_vcpus      = optional(number, 32)
    }), {})
    gpu = optional(object({
      vcpus          = optional(number, 4)
      memory_mb      = optional(number, 14000)
      instance_types = optional(list(string), ["g5.xlarge", "g6.xlarge"])
      max_vcpus      = optional(number, 8)
    }), {})
    hours = optional(number, 12)
  })
  default = {}

  validation {
    condition = alltrue([
      for kind in [var.workers.cpu, var.workers.gpu] :
      kind.max_vcpus >= kind.vcpus && length(kind.instance_types) > 0
    ])
    error_message = "max_vcpus is enough for at least one job, and there is a type of instance."
  }
}

variable "network" {
  description = "The network that Batch runs in: its range, and whether it has no way to the internet. Without one, ECS, ECR, logs, queue and events are reached through endpoints, which cost by the hour."
  type = object({
    cidr    = optional(string, "10.73.0.0/16")
    private = optional(bool, false)
  })
  default = {}

  validation {
    condition     = can(cidrsubnet(var.network.cidr, 4, 2))
    error_message = "The range is IPv4 in CIDR notation with room for subnets, like 10.73.0.0/16."
  }
}

variable "log_days" {
  description = "For how many days logs are kept."
  type        = number
  default     = 365

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_days)
    error_message = "CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 … 3653 days."
  }
}

variable "alarm_emails" {
  description = "Who hears of alarms and of the budget. Each address gets a message with a link to confirm."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for address in var.alarm_emails : can(regex("^[^@ ]+@[^@ ]+$", address))])
    error_message = "Each is an e-mail address."
  }
}

variable "monthly_budget_usd" {
  description = "What the stack may cost a month before somebody is told, in US dollars. Nothing is switched off."
  type        = number
  default     = 50

  validation {
    condition     = var.monthly_budget_usd > 0
    error_message = "The budget is more than 0."
  }
}

variable "disposable" {
  description = "Whether `terraform destroy` may take the data with it. By default it refuses while there is any."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags that every resource gets beside the stack's own."
  type        = map(string)
  default     = {}
}
