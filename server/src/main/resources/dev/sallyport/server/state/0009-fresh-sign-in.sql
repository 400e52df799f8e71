-- When the human of a session signed in last, in milliseconds; NULL where nobody says. That a provider vouched for them
-- again is no sign-in, so this is not `checked_at`, and not `started_at` either: a provider may let a human in whom it
-- asked long before.
ALTER TABLE console_session ADD COLUMN signed_in_at BIGINT;
