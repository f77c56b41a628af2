package latchkey.admin.account;

import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.openapi.AdminDescriptions;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of a bulk of changes: requests first, then responses. */
final class BulkBodies {

    static final int MAX_ITEMS = 1_000;

    /** What can be done to an account. */
    enum Act {
        CREATE,
        INVITE,
        ENABLE,
        DISABLE,
        DELETE,
        END_SESSIONS,
        RESET_FACTORS,
        GRANT,
        REVOKE
    }

    @Schema(description = AdminDescriptions.BULK)
    record Bulk(
            @NotNull @Schema(description = AdminDescriptions.ITEMS)
            List<@NotNull BulkItem> items) {

        /** @throws AuthFailure INVALID_FIELDS if there are too many */
        List<BulkItem> few() {
            if (items.size() > MAX_ITEMS) {
                throw AuthFailure.invalid(Map.of("items", new FieldError(FieldError.Kind.TOO_MANY, MAX_ITEMS)));
            }
            return items;
        }
    }

    @Schema(description = AdminDescriptions.ITEM)
    record BulkItem(
            @NotNull @Schema(description = AdminDescriptions.ITEM_DO)
            String act,

            @Nullable @Schema(description = AdminDescriptions.ITEM_ID, nullable = true)
            Long id,

            @Nullable @Schema(description = FieldDescriptions.USERNAME, nullable = true)
            String username,

            @Nullable @Schema(description = FieldDescriptions.EMAIL)
            String email,

            @Nullable @Schema(description = AdminDescriptions.ITEM_GROUPS, nullable = true)
            List<@NotNull String> groups) {

        /** @throws AuthFailure INVALID_FIELDS also for groups with an act that leaves them as they are */
        Act toAct() {
            Act wanted = Stream.of(Act.values())
                    .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(act))
                    .findFirst()
                    .orElseThrow(() -> invalid("act"));
            if (groups != null && wanted != Act.GRANT && wanted != Act.REVOKE) {
                throw invalid("groups");
            }
            return wanted;
        }

        private static AuthFailure invalid(String field) {
            return AuthFailure.invalid(Map.of(field, FieldError.of(FieldError.Kind.INVALID_VALUE)));
        }

        /** @throws AuthFailure INVALID_FIELDS */
        long account() {
            return required("id", id);
        }

        /** @throws AuthFailure INVALID_FIELDS */
        String name() {
            return required("username", username);
        }

        /** @throws AuthFailure INVALID_FIELDS */
        String address() {
            return required("email", email);
        }

        /** @throws AuthFailure INVALID_FIELDS */
        List<String> groupNames() {
            return required("groups", groups);
        }

        private static <T> T required(String field, @Nullable T value) {
            return Optional.ofNullable(value)
                    .orElseThrow(() -> AuthFailure.invalid(Map.of(field, FieldError.of(FieldError.Kind.MISSING))));
        }
    }

    @Schema(description = AdminDescriptions.RESULTS)
    record BulkResults(
            @Schema(description = AdminDescriptions.RESULTS) List<BulkResult> results) {}

    @Schema(description = AdminDescriptions.RESULT)
    record BulkResult(
            @Schema(description = AdminDescriptions.RESULT_STATUS)
            int status,

            @Nullable @Schema(description = AdminDescriptions.RESULT_ID, nullable = true)
            Long id,

            @Nullable @Schema(description = AdminDescriptions.RESULT_ERROR, nullable = true)
            Map<String, Object> problem) {}

    private BulkBodies() {}
}
