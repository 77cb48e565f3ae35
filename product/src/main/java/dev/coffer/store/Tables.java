package dev.coffer.store;

import dev.coffer.durable.OperationState;
import dev.coffer.durable.StepRecord;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.Backup;
import dev.coffer.model.ModuleType;
import dev.coffer.model.Parameter;
import dev.coffer.model.QuotaResource;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import java.time.Instant;
import org.jooq.Converter;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;

/** Tables and columns of {@code db/migration}. */
final class Tables {
    /** PostgreSQL refuses NUL and every driver treats half a character differently: both become a replacement character. */
    private static final DataType<String> TEXT = SQLDataType.VARCHAR.asConvertedDataType(
            Converter.ofNullable(String.class, String.class, text -> text, Tables::storable));

    private static final DataType<Instant> INSTANT = SQLDataType.BIGINT.asConvertedDataType(
            Converter.ofNullable(Long.class, Instant.class, Instant::ofEpochMilli, Instant::toEpochMilli));

    private Tables() {}

    /** A table that knows its columns, so that {@code select()} reads them with their types. */
    static final class Relation extends TableImpl<Record> {
        private static final long serialVersionUID = 1L;

        Relation(String name) {
            super(DSL.name(name));
        }

        private <T> Field<T> column(String name, DataType<T> type) {
            return createField(DSL.name(name), type);
        }

        private Field<String> text(String name) {
            return column(name, TEXT);
        }

        private Field<Integer> integer(String name) {
            return column(name, SQLDataType.INTEGER);
        }

        private Field<Long> number(String name) {
            return column(name, SQLDataType.BIGINT);
        }

        private Field<Boolean> flag(String name) {
            return column(name, SQLDataType.BOOLEAN);
        }

        private Field<Instant> instant(String name) {
            return column(name, INSTANT);
        }

        private <E extends Enum<E>> Field<E> word(String name, Class<E> type) {
            return column(
                    name,
                    SQLDataType.VARCHAR.asConvertedDataType(
                            Converter.ofNullable(String.class, type, word -> Enum.valueOf(type, word), Enum::name)));
        }
    }

    static final class DatastoreRow {
        static final Relation TABLE = new Relation("datastore");
        static final Field<String> ID = TABLE.text("id");
        static final Field<String> NAME = TABLE.text("name");
        static final Field<String> DEFAULT_VERSION_ID = TABLE.text("default_version_id");
        static final Field<Instant> DELETED = TABLE.instant("deleted");
    }

    static final class VersionRow {
        static final Relation TABLE = new Relation("datastore_version");
        static final Field<String> ID = TABLE.text("id");
        static final Field<String> DATASTORE_ID = TABLE.text("datastore_id");
        static final Field<String> NAME = TABLE.text("name");
        static final Field<String> NUMBER = TABLE.text("version_number");
        static final Field<String> ENGINE = TABLE.text("engine");
        static final Field<String> IMAGE = TABLE.text("image");
        static final Field<Boolean> ACTIVE = TABLE.flag("active");
        static final Field<Instant> DELETED = TABLE.instant("deleted");
        static final Field<String> IMAGE_TAGS = TABLE.text("image_tags");
        static final Field<String> PACKAGES = TABLE.text("packages");
        static final Field<String> REGISTRY_EXT = TABLE.text("registry_ext");
        static final Field<String> REPL_STRATEGY = TABLE.text("repl_strategy");
    }

    static final class ModuleRow {
        static final Relation TABLE = new Relation("module");
        static final Field<String> ID = TABLE.text("id");
        static final Field<String> PROJECT_ID = TABLE.text("project_id");
        static final Field<String> NAME = TABLE.text("name");
        static final Field<ModuleType> TYPE = TABLE.word("type", ModuleType.class);
        static final Field<String> CONTENTS = TABLE.text("contents");
        static final Field<String> DESCRIPTION = TABLE.text("description");
        static final Field<String> DATASTORE_ID = TABLE.text("datastore_id");
        static final Field<String> DATASTORE_VERSION_ID = TABLE.text("datastore_version_id");
        static final Field<Boolean> AUTO_APPLY = TABLE.flag("auto_apply");
        static final Field<Boolean> VISIBLE = TABLE.flag("visible");
        static final Field<Boolean> LIVE_UPDATE = TABLE.flag("live_update");
        static final Field<Boolean> PRIORITY_APPLY = TABLE.flag("priority_apply");
        static final Field<Integer> APPLY_ORDER = TABLE.integer("apply_order");
        static final Field<Boolean> IS_ADMIN = TABLE.flag("is_admin");
        static final Field<String> MD5 = TABLE.text("md5");
        static final Field<Instant> CREATED = TABLE.instant("created");
        static final Field<Instant> UPDATED = TABLE.instant("updated");
    }

    static final class InstanceModuleRow {
        static final Relation TABLE = new Relation("instance_module");
        static final Field<String> INSTANCE_ID = TABLE.text("instance_id");
        static final Field<String> MODULE_ID = TABLE.text("module_id");
        static final Field<String> MD5 = TABLE.text("md5");
        static final Field<AppliedModule.State> STATE = TABLE.word("state", AppliedModule.State.class);
        static final Field<String> MESSAGE = TABLE.text("message");
        static final Field<Instant> CREATED = TABLE.instant("created");
        static final Field<Instant> UPDATED = TABLE.instant("updated");
    }

    static final class BackupRow {
        static final Relation TABLE = new Relation("backup");
        static final Field<String> ID = TABLE.text("id");
        static final Field<String> PROJECT_ID = TABLE.text("project_id");
        static final Field<String> NAME = TABLE.text("name");
        static final Field<String> DESCRIPTION = TABLE.text("description");
        static final Field<String> INSTANCE_ID = TABLE.text("instance_id");
        static final Field<String> DATASTORE_VERSION_ID = TABLE.text("datastore_version_id");
        static final Field<Backup.State> STATE = TABLE.word("state", Backup.State.class);
        static final Field<String> LOCATION = TABLE.text("location");
        static final Field<Double> SIZE = TABLE.column("size", SQLDataType.DOUBLE);
        static final Field<String> PARENT_ID = TABLE.text("parent_id");
        static final Field<String> STORAGE_DRIVER = TABLE.text("storage_driver");
        static final Field<Instant> CREATED = TABLE.instant("created");
        static final Field<Instant> UPDATED = TABLE.instant("updated");
    }

    static final class BackupStrategyRow {
        static final Relation TABLE = new Relation("backup_strategy");
        static final Field<String> PROJECT_ID = TABLE.text("project_id");
        static final Field<String> INSTANCE_ID = TABLE.text("instance_id");
        static final Field<String> SWIFT_CONTAINER = TABLE.text("swift_container");
    }

    static final class FlavorRow {
        static final Relation TABLE = new Relation("flavor");
        static final Field<String> ID = TABLE.text("id");
        static final Field<String> NAME = TABLE.text("name");
        static final Field<Integer> RAM = TABLE.integer("ram");
        static final Field<Integer> VCPUS = TABLE.integer("vcpus");
        static final Field<Integer> DISK = TABLE.integer("disk");
        static final Field<Integer> EPHEMERAL = TABLE.integer("ephemeral");
        static final Field<Instant> REMOVED = TABLE.instant("removed");
    }

    static final class VolumeTypeRow {
        static final Relation TABLE = new Relation("volume_type");
        static final Field<String> ID = TABLE.text("id");
        static final Field<String> NAME = TABLE.text("name");
        static final Field<String> DESCRIPTION = TABLE.text("description");
        static final Field<Boolean> IS_PUBLIC = TABLE.flag("is_public");
    }

    static final class RestrictionRow {
        static final Relation TABLE = new Relation("version_restriction");
        static final Field<String> VERSION_ID = TABLE.text("datastore_version_id");
        static final Field<Restrictions.Kind> KIND = TABLE.word("kind", Restrictions.Kind.class);
        static final Field<String> ALLOWED_ID = TABLE.text("allowed_id");
    }

    static final class QuotaProjectRow {
        static final Relation TABLE = new Relation("quota_project");
        static final Field<String> PROJECT_ID = TABLE.text("project_id");
    }

    static final class QuotaRow {
        static final Relation TABLE = new Relation("quota");
        static final Field<String> PROJECT_ID = TABLE.text("project_id");
        static final Field<QuotaResource> RESOURCE = TABLE.word("resource", QuotaResource.class);
        static final Field<Integer> MOST = TABLE.integer("most");
    }

    static final class ExpectationRow {
        static final Relation TABLE = new Relation("expectation");
        static final Field<String> INSTANCE_ID = TABLE.text("instance_id");
        static final Field<String> OPERATION_ID = TABLE.text("operation_id");
        static final Field<Integer> RAM = TABLE.integer("ram");
        static final Field<Integer> VOLUME_SIZE = TABLE.integer("volume_size");
    }

    static final class ReplicaSetRow {
        static final Relation TABLE = new Relation("replica_set");
        static final Field<String> ID = TABLE.text("id");
        static final Field<Long> TERM = TABLE.number("term");
        static final Field<String> SYNCHRONY = TABLE.text("synchrony");
    }

    static final class InstanceRow {
        static final Relation TABLE = new Relation("instance");
        static final Field<String> ID = TABLE.text("id");
        static final Field<String> PROJECT_ID = TABLE.text("project_id");
        static final Field<String> NAME = TABLE.text("name");
        static final Field<String> DATASTORE_VERSION_ID = TABLE.text("datastore_version_id");
        static final Field<String> FLAVOR_ID = TABLE.text("flavor_id");
        static final Field<Integer> VOLUME_SIZE = TABLE.integer("volume_size");
        static final Field<String> VOLUME_TYPE = TABLE.text("volume_type");
        static final Field<Boolean> IS_PUBLIC = TABLE.flag("is_public");
        static final Field<String> ALLOWED_CIDRS = TABLE.text("allowed_cidrs");
        static final Field<Task> TASK = TABLE.word("task", Task.class);
        static final Field<String> TROUBLE = TABLE.text("trouble");
        static final Field<Instant> TROUBLE_CREATED = TABLE.instant("trouble_created");
        static final Field<String> TROUBLE_DETAILS = TABLE.text("trouble_details");
        static final Field<String> CONFIGURATION_ID = TABLE.text("configuration_id");
        static final Field<String> ADDRESS = TABLE.text("address");
        static final Field<String> PUBLIC_ADDRESS = TABLE.text("public_address");
        static final Field<String> REPLICA_SET_ID = TABLE.text("replica_set_id");
        static final Field<String> REPLICA_OF = TABLE.text("replica_of");
        static final Field<Instant> CREATED = TABLE.instant("created");
        static final Field<Instant> UPDATED = TABLE.instant("updated");
        static final Field<Instant> DELETED = TABLE.instant("deleted");
        static final Field<Integer> VERSION = TABLE.integer("version");
    }

    static final class AddressRow {
        static final Relation TABLE = new Relation("address");
        static final Field<String> ADDRESS = TABLE.text("address");
        static final Field<String> INSTANCE_ID = TABLE.text("instance_id");
    }

    static final class PublicAddressRow {
        static final Relation TABLE = new Relation("public_address");
        static final Field<String> ADDRESS = TABLE.text("address");
        static final Field<String> INSTANCE_ID = TABLE.text("instance_id");
    }

    static final class ReportRow {
        static final Relation TABLE = new Relation("report");
        static final Field<String> INSTANCE_ID = TABLE.text("instance_id");
        static final Field<Instant> SEEN_AT = TABLE.instant("seen_at");
        static final Field<ServiceStatus> STATUS = TABLE.word("status", ServiceStatus.class);
        static final Field<String> ENGINE_VERSION = TABLE.text("engine_version");
        static final Field<Role> ROLE = TABLE.word("engine_role", Role.class);
        static final Field<String> POSITION = TABLE.text("replication_position");
        static final Field<Double> LAG_SECONDS = TABLE.column("lag_seconds", SQLDataType.DOUBLE);
        static final Field<Long> VOLUME_USED = TABLE.number("volume_used");
        static final Field<Long> TERM = TABLE.number("term");
        static final Field<String> PROBLEM = TABLE.text("problem");
        static final Field<String> METRICS = TABLE.text("metrics");
    }

    static final class RootHistoryRow {
        static final Relation TABLE = new Relation("root_history");
        static final Field<String> INSTANCE_ID = TABLE.text("instance_id");
        static final Field<Instant> ENABLED = TABLE.instant("enabled");
        static final Field<String> USER_ID = TABLE.text("user_id");
    }

    static final class AgentIdentityRow {
        static final Relation TABLE = new Relation("agent_identity");
        static final Field<String> INSTANCE_ID = TABLE.text("instance_id");
        static final Field<String> TOKEN_HASH = TABLE.text("token_hash");
        static final Field<String> FINGERPRINT = TABLE.text("fingerprint");
        static final Field<Instant> ENROLLED = TABLE.instant("enrolled");
        static final Field<Boolean> REVOKED = TABLE.flag("revoked");
    }

    static final class OutboxRow {
        static final Relation TABLE = new Relation("outbox");
        static final Field<String> ID = TABLE.text("id");
        static final Field<String> INSTANCE_ID = TABLE.text("instance_id");
        static final Field<String> OPERATION_ID = TABLE.text("operation_id");
        static final Field<Long> TERM = TABLE.number("term");
        static final Field<Instant> CREATED = TABLE.instant("created");
        static final Field<Instant> DEADLINE = TABLE.instant("deadline");
        static final Field<String> PAYLOAD = TABLE.text("payload");
        static final Field<Instant> RECEIVED = TABLE.instant("received");
        static final Field<Instant> REPLIED = TABLE.instant("replied");
        static final Field<String> REPLY = TABLE.text("reply");
        static final Field<String> REQUEST_ID = TABLE.text("request_id");
    }

    static final class OperationRow {
        static final Relation TABLE = new Relation("operation");
        static final Field<String> ID = TABLE.text("id");
        static final Field<String> KIND = TABLE.text("kind");
        static final Field<String> PROJECT_ID = TABLE.text("project_id");
        static final Field<OperationState> STATE = TABLE.word("state", OperationState.class);
        static final Field<String> INPUT = TABLE.text("input");
        static final Field<Instant> CREATED = TABLE.instant("created");
        static final Field<Instant> UPDATED = TABLE.instant("updated");
        static final Field<Instant> DEADLINE = TABLE.instant("deadline");
        static final Field<Instant> ENDED = TABLE.instant("ended");
        static final Field<Instant> DUE_AT = TABLE.instant("due_at");
        static final Field<String> OWNER = TABLE.text("owner");
        static final Field<Instant> LEASE_UNTIL = TABLE.instant("lease_until");
        static final Field<Long> FENCE = TABLE.number("fence");
        static final Field<Boolean> WOKEN = TABLE.flag("woken");
        static final Field<Integer> ATTEMPTS = TABLE.integer("attempts");
        static final Field<String> WAITING_FOR = TABLE.text("waiting_for");
        static final Field<String> ERROR = TABLE.text("error");
        static final Field<String> REQUEST_ID = TABLE.text("request_id");
    }

    static final class OperationResourceRow {
        static final Relation TABLE = new Relation("operation_resource");
        static final Field<String> OPERATION_ID = TABLE.text("operation_id");
        static final Field<Integer> POSITION = TABLE.integer("position");
        static final Field<String> RESOURCE_ID = TABLE.text("resource_id");
    }

    static final class OperationLockRow {
        static final Relation TABLE = new Relation("operation_lock");
        static final Field<String> RESOURCE_ID = TABLE.text("resource_id");
        static final Field<String> OPERATION_ID = TABLE.text("operation_id");
    }

    static final class StepRow {
        static final Relation TABLE = new Relation("operation_step");
        static final Field<String> OPERATION_ID = TABLE.text("operation_id");
        static final Field<String> NAME = TABLE.text("name");
        static final Field<Integer> POSITION = TABLE.integer("position");
        static final Field<StepRecord.State> STATE = TABLE.word("state", StepRecord.State.class);
        static final Field<Integer> ATTEMPTS = TABLE.integer("attempts");
        static final Field<Instant> STARTED = TABLE.instant("started");
        static final Field<Instant> ENDED = TABLE.instant("ended");
        static final Field<String> RESULT = TABLE.text("result");
        static final Field<String> ERROR = TABLE.text("error");
    }

    static final class ProblemRow {
        static final Relation TABLE = new Relation("problem");
        static final Field<String> INSTANCE_ID = TABLE.text("instance_id");
        static final Field<String> CODE = TABLE.text("code");
        static final Field<Instant> SINCE = TABLE.instant("since");
        static final Field<String> SENTENCE = TABLE.text("sentence");
    }

    static final class ConfigurationRow {
        static final Relation TABLE = new Relation("configuration_group");
        static final Field<String> ID = TABLE.text("id");
        static final Field<String> PROJECT_ID = TABLE.text("project_id");
        static final Field<String> NAME = TABLE.text("name");
        static final Field<String> DESCRIPTION = TABLE.text("description");
        static final Field<String> VERSION_ID = TABLE.text("datastore_version_id");
        static final Field<String> VALUES = TABLE.text("group_values");
        static final Field<String> SETTINGS = TABLE.text("settings");
        static final Field<Instant> CREATED = TABLE.instant("created");
        static final Field<Instant> UPDATED = TABLE.instant("updated");
        static final Field<Integer> VERSION = TABLE.integer("version");
    }

    static final class ParameterRow {
        static final Relation TABLE = new Relation("parameter");
        static final Field<String> VERSION_ID = TABLE.text("datastore_version_id");
        static final Field<String> NAME = TABLE.text("name");
        static final Field<Parameters.Origin> ORIGIN = TABLE.word("origin", Parameters.Origin.class);
        static final Field<Parameter.Type> KIND = TABLE.word("kind", Parameter.Type.class);
        static final Field<String> LEAST = TABLE.text("least");
        static final Field<String> GREATEST = TABLE.text("greatest");
        static final Field<String> CHOICES = TABLE.text("choices");
        static final Field<Boolean> RESTART_REQUIRED = TABLE.flag("restart_required");
        static final Field<String> INITIAL = TABLE.text("initial_value");
        static final Field<Boolean> HIDDEN = TABLE.flag("hidden");
    }

    static final class ParameterSourceRow {
        static final Relation TABLE = new Relation("parameter_source");
        static final Field<String> VERSION_ID = TABLE.text("datastore_version_id");
        static final Field<String> SOURCE = TABLE.text("source");
    }

    static final class HandoverRow {
        static final Relation TABLE = new Relation("operation_handover");
        static final Field<Integer> ID = TABLE.integer("id");
    }

    private static String storable(String text) {
        boolean clean = text.codePoints().allMatch(Tables::isStorable);
        if (clean) {
            return text;
        }
        int[] replaced = text.codePoints()
                .map(point -> isStorable(point) ? point : '\uFFFD')
                .toArray();
        return new String(replaced, 0, replaced.length);
    }

    private static boolean isStorable(int point) {
        return point != 0 && !(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
