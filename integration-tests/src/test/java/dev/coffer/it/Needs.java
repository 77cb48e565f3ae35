package dev.coffer.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Where a package is missing the test is skipped; in continuous integration, where nothing may be skipped, it fails. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Needs.Condition.class)
@interface Needs {
    DebianPackage[] value();

    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String missing = context.getTestClass().map(type -> type.getAnnotation(Needs.class)).stream()
                    .flatMap(needs -> Stream.of(needs.value()))
                    .filter(needed -> !needed.isInstalled())
                    .map(DebianPackage::title)
                    .collect(Collectors.joining(" "));
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("All packages are installed.");
            }
            String message = "Debian packages are missing; `./coffer test` as root installs them, or: apt-get install "
                    + missing;
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(message);
            }
            System.out.println(context.getDisplayName() + " is skipped. " + message);
            return ConditionEvaluationResult.disabled(message);
        }
    }
}
