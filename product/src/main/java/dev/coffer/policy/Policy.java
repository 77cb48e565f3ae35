package dev.coffer.policy;

import dev.coffer.fault.Fault;
import dev.coffer.identity.Caller;
import dev.coffer.policy.Check.Verdict;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides by rules with Trove's names, e.g. {@code instance:restart}, which a policy file in oslo.policy's form may replace.
 *
 * <p>A call is judged twice when it is about something that a project owns: {@link #admit} at the door, where the owner is not known
 * yet, turns away whoever could not pass for any owner; {@link #require} decides once it is known.
 */
public final class Policy {
    /** The rule of Trove's management tree; who fails it is answered 401, as Trove does. */
    public static final String MANAGEMENT = DefaultRules.CONTEXT_IS_ADMIN;

    /** In place of a rule, for a route whose calls name one by their body: nobody is turned away at the door. */
    public static final String BY_BODY = "by the body";

    private static final Set<String> NAMES = Set.copyOf(DefaultRules.all().keySet());

    private final Supplier<Rules> rules;
    private final @Nullable PolicyFile file;

    /** The default rules, for ever. */
    public Policy() {
        Rules defaults = Rules.defaults();
        this.rules = () -> defaults;
        this.file = null;
    }

    private Policy(PolicyFile file) {
        this.rules = file::rules;
        this.file = file;
    }

    /**
     * The default rules with those of the file, which is read again when it changes and need not exist.
     *
     * @throws InvalidPolicy when it cannot be used; later, the rules then stay as they were
     */
    public static Policy open(Path file, InstantSource clock) throws InvalidPolicy {
        return new Policy(new PolicyFile(file, clock));
    }

    /** The caller, with the word of {@code context_is_admin} on whether it is an administrator. */
    public Caller recognised(Caller caller) {
        Subject subject = new Subject(caller.withAdmin(false), caller.projectId());
        return caller.withAdmin(rules.get().check(MANAGEMENT).judge(subject) == Verdict.YES);
    }

    /**
     * At the door, before it is known what the call is about.
     *
     * @throws Fault as {@link #require}
     */
    public void admit(String rule, Caller caller) {
        if (rule.equals(BY_BODY)) {
            return;
        }
        String owner = DefaultRules.isOfObject(rule) ? null : caller.projectId();
        refuseUnless(verdict(rule, new Subject(caller, owner)) != Verdict.NO, rule);
    }

    /**
     * Lets the call pass or refuses it.
     *
     * @param rule name of a rule
     * @param owner project that owns the object; of a list or a creation: the caller's
     * @throws Fault FORBIDDEN; UNAUTHORIZED for {@link #MANAGEMENT}
     */
    public void require(String rule, Caller caller, String owner) {
        refuseUnless(allows(rule, caller, owner), rule);
    }

    public boolean allows(String rule, Caller caller, String owner) {
        return verdict(rule, new Subject(caller, owner)) == Verdict.YES;
    }

    private static void refuseUnless(boolean passes, String rule) {
        if (passes) {
            return;
        }
        throw rule.equals(MANAGEMENT)
                ? new Fault(Fault.Kind.UNAUTHORIZED, "User does not have admin privileges.")
                : Fault.forbidden("Policy doesn't allow %s to be performed.".formatted(rule));
    }

    /** Who is an administrator was decided by {@link #recognised}, once for the whole request. */
    private Verdict verdict(String rule, Subject subject) {
        return rule.equals(MANAGEMENT)
                ? Verdict.of(subject.caller().isAdmin())
                : rules.get().check(rule).judge(subject);
    }

    /** Why the rules are not those of the file, and since when; nothing when they are. */
    public Optional<Trouble> trouble() {
        return Optional.ofNullable(file)
                .flatMap(PolicyFile::trouble)
                .map(trouble -> new Trouble(trouble.since(), trouble.sentence()));
    }

    /** What is wrong with the policy file. */
    public record Trouble(Instant since, String sentence) {}

    /** Whether there is a rule of that name, which a file may replace. */
    public static boolean isRule(String name) {
        return NAMES.contains(name);
    }
}
