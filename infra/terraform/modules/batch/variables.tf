variable "name" {
  description = "What the names of everything begin with."
  type        = string
}

variable "image" {
  description = "The image of the job without its tag's ending, which is -cpu or -gpu."
  type        = string
}

variable "environment" {
  description = "The environment of every job."
  type        = map(string)
}

variable "kinds" {
  description = "The kinds of machines: what a job gets of them, which types of instances they may be, and how many virtual processors may run at once."
  type = map(object({
    vcpus          = number
    memory_mb      = number
    gpus           = number
    instance_types = list(string)
    max_vcpus      = number
  }))
}

variable "timeout_seconds" {
  description = "After how many seconds an attempt is ended."
  type        = number
}

variable "job_role_arn" {
  description = "The role of the job's code."
  type        = string
}

variable "cidr" {
  description = "The network's range."
  type        = string
}

variable "private" {
  description = "Whether the network has no way to the internet."
  type        = bool
}

variable "log_group" {
  description = "Where jobs log."
  type        = string
}

variable "log_days" {
  description = "For how many days logs are kept."
  type        = number
}

variable "key_arn" {
  description = "The key of the log."
  type        = string
}

variable "tags" {
  description = "The tags of everything."
  type        = map(string)
}
