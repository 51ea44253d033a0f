# The role with which tocsin reads an account from a workflow of GitHub Actions.
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

variable "organization" {
  description = "The owner of the repository on GitHub, as the subject of its tokens names it, such as acme or acme@123456"
  type        = string
  validation {
    condition     = can(regex("^[A-Za-z0-9-]+(@[0-9]+)?$", var.organization))
    error_message = "Want the name of an owner on GitHub, with its number if the tokens have it."
  }
}

variable "repository" {
  description = "The repository, as the subject of its tokens names it, such as security or security@456789"
  type        = string
  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+(@[0-9]+)?$", var.repository))
    error_message = "Want the name of a repository without its owner, with its number if the tokens have it."
  }
}

variable "branch" {
  description = "The branch whose workflows may assume the role"
  type        = string
  default     = "main"
  validation {
    condition     = can(regex("^[A-Za-z0-9._/-]+$", var.branch))
    error_message = "Want the name of one branch."
  }
}

variable "role_name" {
  description = "The name of the role"
  type        = string
  default     = "tocsin"
}

variable "create_provider" {
  description = "Whether to create the identity provider token.actions.githubusercontent.com, of which an account has one at most"
  type        = bool
  default     = true
}

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

resource "aws_iam_openid_connect_provider" "github" {
  count          = var.create_provider ? 1 : 0
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "tocsin" {
  name                 = var.role_name
  description          = "Lets tocsin read this account"
  max_session_duration = 3600
  depends_on           = [aws_iam_openid_connect_provider.github]
  assume_role_policy = jsonencode({
    "Version" : "2012-10-17",
    "Statement" : [{
      "Effect" : "Allow",
      "Action" : "sts:AssumeRoleWithWebIdentity",
      "Principal" : {
        "Federated" : "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:oidc-provider/token.actions.githubusercontent.com"
      },
      "Condition" : {
        "StringEquals" : {
          "token.actions.githubusercontent.com:aud" : "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub" : "repo:${var.organization}/${var.repository}:ref:refs/heads/${var.branch}"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "tocsin" {
  name = "tocsin"
  role = aws_iam_role.tocsin.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "TocsinReadsOnly"
      Effect   = "Allow"
      Resource = "*"
      Action = [
        "ACTION",
      ]
    }]
  })
}

output "role_arn" {
  description = "The role to assume in the workflow"
  value       = aws_iam_role.tocsin.arn
}
