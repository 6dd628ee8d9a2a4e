variable "name" {
  description = "The bucket's name, one in all of AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "A bucket's name has 3 to 63 small letters, digits and hyphens."
  }
}

variable "key_arn" {
  description = "The key that objects are encrypted with; null for S3's own."
  type        = string
  default     = null
}

variable "expire_days" {
  description = "After how many days objects below each prefix are removed."
  type        = map(number)
}

variable "log_source" {
  description = "The bucket whose log is kept here, and its account; null for none."
  type = object({
    account = string
    arn     = string
  })
  default = null
}

variable "announces" {
  description = "Whether EventBridge hears of every object that comes."
  type        = bool
  default     = false
}

variable "disposable" {
  description = "Whether the bucket may be destroyed with what is in it."
  type        = bool
}

variable "tags" {
  description = "The bucket's tags."
  type        = map(string)
}
