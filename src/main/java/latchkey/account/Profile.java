package latchkey.account;

import org.jspecify.annotations.Nullable;

/** What somebody may change of an account: null leaves a field as it is, and an empty text empties it. */
public record Profile(
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String fullName,
        @Nullable String profileImage) {}
