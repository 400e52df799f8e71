package dev.sallyport.masking;

/// What a detector found. The name stands in the sentinel and in the counts. Where two findings begin and
/// end alike, the one declared earlier names the sentinel, so the specific come before the generic.
enum Kind {
    PRIVATE_KEY,
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_KEY,
    GCP_KEY,
    AZURE_KEY,
    GITHUB_TOKEN,
    GITLAB_TOKEN,
    SLACK_TOKEN,
    STRIPE_KEY,
    ANTHROPIC_KEY,
    OPENAI_KEY,
    HUGGINGFACE_TOKEN,
    NPM_TOKEN,
    PYPI_TOKEN,
    SENDGRID_KEY,
    TWILIO_KEY,
    VAULT_TOKEN,
    DIGITALOCEAN_TOKEN,
    DATABRICKS_TOKEN,
    TELEGRAM_TOKEN,
    DOCKER_TOKEN,
    SERVICE_TOKEN,
    JWT,
    PAYMENT_CARD,
    IBAN,
    SSN,
    AUTHORIZATION,
    COOKIE,
    PASSWORD,
    SECRET,
    EMAIL,
    ENCODED
}
