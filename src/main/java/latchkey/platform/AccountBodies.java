package latchkey.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.account.Profile;
import latchkey.contract.Password;
import latchkey.session.Sessions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of one's own account: what is read, then what is written. */
final class AccountBodies {

    /** What is absent stays; what is empty is taken away. */
    record Changes(
            @JsonProperty("first_name") @Size(max = 150) @Nullable
            String firstName,

            @JsonProperty("last_name") @Size(max = 150) @Nullable
            String lastName,

            @JsonProperty("full_name") @Size(max = 255) @Nullable
            String fullName,

            @JsonProperty("profile_image") @Size(max = 2000) @Pattern(regexp = "(https?://.+)?") @Nullable
            String profileImage) {

        Profile toProfile() {
            return new Profile(firstName, lastName, fullName, profileImage);
        }
    }

    record NewPassword(
            @JsonProperty("current_password") @NotEmpty @Password(min = 1, raisable = false)
            String currentPassword,

            @JsonProperty("new_password") @NotEmpty @Password @Schema(minLength = 8, maxLength = 255)
            String newPassword) {}

    record Proof(
            @NotEmpty @Password(min = 1, raisable = false) String password) {}

    record Me(
            long id,
            String username,
            @Nullable String email,
            @JsonProperty("first_name") String firstName,
            @JsonProperty("last_name") String lastName,
            @JsonProperty("full_name") String fullName,
            @JsonProperty("profile_image") @Nullable String profileImage,
            @JsonProperty("joined_at") Instant joinedAt) {

        static Me of(Account account) {
            return new Me(
                    account.id,
                    account.username,
                    account.email,
                    account.firstName,
                    account.lastName,
                    account.displayName(),
                    account.profileImage,
                    account.joinedAt);
        }
    }

    /** @param current whether it is the one that asks */
    record OpenSession(
            UUID id,
            @JsonProperty("user_agent") @Nullable String userAgent,
            @Nullable String address,
            @JsonProperty("opened_at") Instant openedAt,
            @JsonProperty("last_used_at") Instant lastUsedAt,
            @JsonProperty("expires_at") Instant expiresAt,
            boolean current) {

        static OpenSession of(Sessions.Live live, UUID mine) {
            return new OpenSession(
                    live.id(),
                    live.userAgent(),
                    live.address(),
                    live.openedAt(),
                    live.lastUsedAt(),
                    live.expiresAt(),
                    live.id().equals(mine));
        }
    }

    private AccountBodies() {}
}
