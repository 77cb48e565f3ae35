package dev.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shape of all sources, read with the compiler's own parser. A limit is not raised; the class is split. */
class ShapeTest {
    private static final int FILE_LINES = 400;
    private static final int METHOD_LINES = 40;
    private static final int PARAMETERS = 6;
    private static final Set<String> EMPTY_WORDS =
            Set.of("Impl", "Manager", "Helper", "Helpers", "Util", "Utils", "Common", "Misc", "Abstract");
    private static final Set<String> EMPTY_ROOMS =
            Set.of("util", "utils", "common", "helper", "helpers", "impl", "misc");

    private static final List<Path> ROOTS = List.of(
            Path.of("src/main/java"),
            Path.of("src/test/java"),
            Path.of("../integration-tests/src/test/java"),
            Path.of("../benchmarks/src/main/java"),
            Path.of("../benchmarks/src/test/java"));

    private static final List<Path> FILES = new ArrayList<>();
    private static final List<String> LONG_FILES = new ArrayList<>();
    private static final List<String> LONG_METHODS = new ArrayList<>();
    private static final List<String> WIDE_METHODS = new ArrayList<>();
    private static final List<String> MODULE_IMPORTS = new ArrayList<>();
    private static final List<String> EMPTY_NAMES = new ArrayList<>();
    private static final List<String> GET_NAMES = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        for (Path root : ROOTS) {
            if (Files.isDirectory(root)) {
                try (Stream<Path> files = Files.walk(root)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(FILES::add);
                }
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(FILES));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new Reader(unit, positions).scan(unit, null);
            }
        }
        assertThat(FILES)
                .as("sources found below " + Path.of("").toAbsolutePath())
                .hasSizeGreaterThan(50);
    }

    @Test
    void files_are_short() {
        assertThat(LONG_FILES).isEmpty();
    }

    @Test
    void methods_are_short() {
        assertThat(LONG_METHODS).isEmpty();
    }

    @Test
    void methods_take_few_parameters() {
        assertThat(WIDE_METHODS).isEmpty();
    }

    @Test
    void imports_name_what_they_import() {
        assertThat(MODULE_IMPORTS).isEmpty();
    }

    @Test
    void names_say_something() {
        assertThat(EMPTY_NAMES).isEmpty();
    }

    @Test
    void answers_have_no_get_before_their_name() {
        assertThat(GET_NAMES).isEmpty();
    }

    @Test
    void every_room_says_what_it_is_for_and_has_no_hidden_nulls() throws IOException {
        Set<Path> rooms = new TreeSet<>();
        for (Path file : FILES) {
            if (file.startsWith("src/main/java") && file.getParent() != null) {
                rooms.add(file.getParent());
            }
        }
        List<String> unmarked = new ArrayList<>();
        for (Path room : rooms) {
            Path info = room.resolve("package-info.java");
            String text = Files.exists(info) ? Files.readString(info) : "";
            if (!text.contains("@NullMarked") || !text.contains("/**")) {
                unmarked.add(room.toString());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    private static final class Reader extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final LineMap lines;
        private final String file;

        Reader(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
            this.lines = unit.getLineMap();
            this.file = Path.of(unit.getSourceFile().toUri()).getFileName().toString();
            long length = lines.getLineNumber(positions.getEndPosition(unit, unit));
            if (length > FILE_LINES) {
                LONG_FILES.add(file + " has " + length + " lines");
            }
            String name = String.valueOf(unit.getPackageName());
            if (Arrays.stream(name.split("\\.")).anyMatch(EMPTY_ROOMS::contains)) {
                EMPTY_NAMES.add(name);
            }
        }

        @Override
        public @Nullable Void visitImport(ImportTree tree, @Nullable Void nothing) {
            if (tree.isModule()) {
                MODULE_IMPORTS.add(file + ": " + tree);
            }
            return super.visitImport(tree, nothing);
        }

        @Override
        public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
            String name = tree.getSimpleName().toString();
            if (Arrays.stream(name.split("(?=\\p{Lu})")).anyMatch(EMPTY_WORDS::contains)) {
                EMPTY_NAMES.add(file + ": " + name);
            }
            return super.visitClass(tree, nothing);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree tree, @Nullable Void nothing) {
            String name = file + ": " + tree.getName();
            long start = lines.getLineNumber(positions.getStartPosition(unit, tree));
            long length = lines.getLineNumber(positions.getEndPosition(unit, tree)) - start + 1;
            if (length > METHOD_LINES) {
                LONG_METHODS.add(name + " has " + length + " lines");
            }
            boolean ofRecord = getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
            boolean constructor = tree.getReturnType() == null;
            if (tree.getParameters().size() > PARAMETERS && !(ofRecord && constructor)) {
                WIDE_METHODS.add(name + " takes " + tree.getParameters().size());
            }
            if (tree.getName().toString().matches("get\\p{Lu}.*") && !overrides(tree)) {
                GET_NAMES.add(name);
            }
            return super.visitMethod(tree, nothing);
        }

        private static boolean overrides(MethodTree tree) {
            return tree.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
        }
    }
}
