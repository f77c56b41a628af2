package latchkey.account;

import static java.util.stream.Collectors.joining;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fields of an account that the user may change, trimmed: null leaves a field as it is, an empty text empties it. */
public record Profile(
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String fullName,
        @Nullable String profileImage) {

    public Profile {
        firstName = LoginNames.trimmedIfAny(firstName);
        lastName = LoginNames.trimmedIfAny(lastName);
        fullName = LoginNames.trimmedIfAny(fullName);
        profileImage = LoginNames.trimmedIfAny(profileImage);
    }

    /** The names of the fields that are not null. */
    String named() {
        return Stream.of(
                        firstName == null ? "" : "first_name",
                        lastName == null ? "" : "last_name",
                        fullName == null ? "" : "full_name",
                        profileImage == null ? "" : "profile_image")
                .filter(name -> !name.isEmpty())
                .collect(joining(", "));
    }
}
