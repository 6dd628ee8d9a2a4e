# Machines that are there only while there is work, taken on the Spot market.

data "aws_partition" "current" {}
data "aws_region" "current" {}

resource "aws_cloudwatch_log_group" "jobs" {
  name              = var.log_group
  retention_in_days = var.log_days
  kms_key_id        = var.key_arn
  tags              = var.tags
}

# What ECS's agent on a machine does. AWS keeps this policy with its agent; the job itself has
# another role.
resource "aws_iam_role" "instance" {
  name = "${var.name}-instance"
  tags = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "instance" {
  role       = aws_iam_role.instance.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
}

resource "aws_iam_instance_profile" "instance" {
  name = "${var.name}-instance"
  role = aws_iam_role.instance.name
  tags = var.tags
}

resource "aws_launch_template" "machine" {
  name = var.name
  tags = var.tags

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      encrypted             = "true"
      volume_type           = "gp3"
      volume_size           = 200
      delete_on_termination = "true"
    }
  }

  tag_specifications {
    resource_type = "instance"
    tags          = merge(var.tags, { Name = var.name })
  }

  tag_specifications {
    resource_type = "volume"
    tags          = var.tags
  }
}

resource "aws_batch_compute_environment" "this" {
  for_each = var.kinds

  # Some changes replace it, and a queue must have one meanwhile.
  name_prefix = "${var.name}-${each.key}-"
  type        = "MANAGED"
  state       = "ENABLED"
  tags        = var.tags

  compute_resources {
    type                = "SPOT"
    allocation_strategy = "SPOT_PRICE_CAPACITY_OPTIMIZED"
    min_vcpus           = 0
    max_vcpus           = each.value.max_vcpus
    instance_type       = each.value.instance_types
    instance_role       = aws_iam_instance_profile.instance.arn
    security_group_ids  = [aws_security_group.machine.id]
    subnets             = aws_subnet.this[*].id
    tags                = var.tags

    ec2_configuration {
      image_type = each.value.gpus > 0 ? "ECS_AL2023_NVIDIA" : "ECS_AL2023"
    }

    launch_template {
      launch_template_id = aws_launch_template.machine.id
      version            = aws_launch_template.machine.latest_version
    }
  }

  lifecycle {
    create_before_destroy = true
  }

  # Machines that can't speak to ECS never take a job.
  depends_on = [
    aws_iam_role_policy_attachment.instance,
    aws_route.internet,
    aws_route_table_association.this,
    aws_vpc_endpoint.gateway,
    aws_vpc_endpoint.interface,
  ]
}

resource "aws_batch_job_queue" "this" {
  for_each = var.kinds

  name     = "${var.name}-${each.key}"
  state    = "ENABLED"
  priority = 1
  tags     = var.tags

  compute_environment_order {
    order               = 1
    compute_environment = aws_batch_compute_environment.this[each.key].arn
  }
}

resource "aws_batch_job_definition" "this" {
  for_each = var.kinds

  name                  = "${var.name}-${each.key}"
  type                  = "container"
  platform_capabilities = ["EC2"]
  propagate_tags        = true
  tags                  = var.tags

  container_properties = jsonencode({
    image      = "${var.image}-${each.key}"
    jobRoleArn = var.job_role_arn
    resourceRequirements = concat(
      [
        { type = "VCPU", value = tostring(each.value.vcpus) },
        { type = "MEMORY", value = tostring(each.value.memory_mb) },
      ],
      each.value.gpus > 0 ? [{ type = "GPU", value = tostring(each.value.gpus) }] : [],
    )
    # A container can't ask its machine where it is.
    environment = concat(
      [{ name = "AWS_REGION", value = data.aws_region.current.region }],
      [for name in sort(keys(var.environment)) : { name = name, value = var.environment[name] }],
    )
    # The image is read only; what is being made lies on the machine's disk.
    readonlyRootFilesystem = true
    volumes                = [{ name = "scratch", host = {} }]
    mountPoints            = [{ sourceVolume = "scratch", containerPath = "/tmp", readOnly = false }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.jobs.name
        awslogs-region        = data.aws_region.current.region
        awslogs-stream-prefix = each.key
      }
    }
  })

  # The first rule that fits is taken.
  retry_strategy {
    attempts = 10

    # The Spot market took the machine back.
    evaluate_on_exit {
      action           = "RETRY"
      on_status_reason = "Host EC2*"
    }

    # It was told to end, and kept how far it was.
    evaluate_on_exit {
      action       = "RETRY"
      on_exit_code = "75"
    }

    # The image could not be fetched, or the container not started.
    evaluate_on_exit {
      action    = "RETRY"
      on_reason = "CannotPullContainerError:*"
    }

    # Whatever else went wrong would go wrong again.
    evaluate_on_exit {
      action    = "EXIT"
      on_reason = "*"
    }
  }

  timeout {
    attempt_duration_seconds = var.timeout_seconds
  }
}
