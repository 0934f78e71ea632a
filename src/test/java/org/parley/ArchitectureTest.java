package org.parley;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ejb.Stateless;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.persistence.Entity;
import jakarta.persistence.PersistenceContext;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.parley.config.Settings;
import org.parley.local.LocalCaches;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The rules of the house that no compiler checks. */
@AnalyzeClasses(packages = "org.parley", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "org.parley.";
    private static final String TYRUS = "org.parley.gateway.TyrusTimeouts";

    /** What each package may know of the others. The way of a message is read downwards; nothing points back up. */
    private static final Map<String, List<String>> MAY_USE = new LinkedHashMap<>();

    static {
        allow("protocol");
        allow("config");
        allow("jpa");
        allow("timer");
        allow("local");
        allow("rest", "protocol");
        allow("cache", "local", "jpa", "config", "timer");
        allow("user", "local", "rest", "jpa", "protocol");
        allow("audit", "jpa");
        allow("conversation", "audit", "local", "cache", "user", "jpa", "protocol", "timer");
        allow("message", "local", "file", "cache", "conversation", "audit", "user", "jpa", "protocol", "config");
        allow("search", "message", "jpa", "protocol", "timer");
        allow("delivery", "cache", "message", "conversation", "user", "protocol");
        allow("contact", "delivery", "conversation", "security", "user", "rest", "jpa", "protocol", "config");
        allow("presence", "local", "contact", "delivery", "user", "jpa", "protocol", "timer");
        allow("inbox", "delivery", "message", "conversation", "user", "protocol", "timer");
        allow("receipt", "inbox", "delivery", "conversation", "user", "protocol", "config", "timer");
        allow("retention", "audit", "conversation", "jpa", "config", "timer");
        allow("security", "local", "audit", "user", "rest", "jpa", "protocol", "config", "timer");
        allow(
                "push",
                "cache",
                "delivery",
                "message",
                "conversation",
                "security",
                "user",
                "rest",
                "jpa",
                "timer",
                "protocol",
                "config");
        allow("file", "conversation", "security", "user", "rest", "jpa", "protocol", "config", "timer");
        allow(
                "broker",
                "local",
                "push",
                "inbox",
                "delivery",
                "search",
                "message",
                "conversation",
                "security",
                "audit",
                "user",
                "jpa",
                "timer",
                "protocol",
                "config");
        allow(
                "call",
                "local",
                "push",
                "broker",
                "delivery",
                "message",
                "conversation",
                "security",
                "user",
                "jpa",
                "timer",
                "protocol",
                "config");
        allow(
                "gateway",
                "local",
                "presence",
                "call",
                "broker",
                "receipt",
                "inbox",
                "delivery",
                "search",
                "message",
                "file",
                "conversation",
                "security",
                "audit",
                "user",
                "rest",
                "timer",
                "protocol",
                "config");
        allow(
                "admin",
                "presence",
                "push",
                "broker",
                "delivery",
                "message",
                "contact",
                "file",
                "conversation",
                "security",
                "audit",
                "user",
                "rest",
                "jpa",
                "timer",
                "protocol",
                "config");
        allow("app", "security", "rest", "jpa", "protocol", "config");
    }

    private static void allow(String user, String... used) {
        MAY_USE.put(user, List.of(used));
    }

    @ArchTest
    static void packages_use_only_those_below_them(JavaClasses parley) {
        assertAll(MAY_USE.entrySet().stream().map(entry -> () -> {
            List<String> allowed = new ArrayList<>(List.of(ROOT + entry.getKey() + ".."));
            entry.getValue().forEach(other -> allowed.add(ROOT + other + ".."));
            classes()
                    .that()
                    .resideInAPackage(ROOT + entry.getKey() + "..")
                    .should()
                    .onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage("org.parley.."))
                            .or(resideInAnyPackage(allowed.toArray(String[]::new))))
                    .because("packages point in one direction: " + entry.getKey() + " may use " + entry.getValue())
                    .check(parley);
        }));
    }

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("org.parley.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule only_the_gateway_knows_web_sockets = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.websocket..");

    @ArchTest
    static final ArchRule only_the_cache_knows_redis = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "cache..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("redis.clients..", "io.github.resilience4j..");

    @ArchTest
    static final ArchRule frames_know_of_json_and_nothing_else_of_the_server = noClasses()
            .that()
            .resideInAPackage(ROOT + "protocol..")
            .should()
            .dependOnClassesThat(resideInAPackage("jakarta..")
                    .and(DescribedPredicate.not(resideInAnyPackage("jakarta.json..", "jakarta.ejb.."))))
            .because("a refusal says how EJBs treat it, and that is all");

    // Threads

    @ArchTest
    static final ArchRule caches_are_tidied_by_who_uses_them = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(LocalCaches.class.getName())
            .should()
            .callMethod(Caffeine.class, "newBuilder")
            .because("Caffeine's default runs on threads that the container does not know");

    @ArchTest
    static final ArchRule threads_come_from_the_container = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(TYRUS)
            .and(DescribedPredicate.not(nestedIn(TYRUS)))
            .should()
            .callConstructorWhere(owner(Thread.class, Timer.class, ThreadPoolExecutor.class, ForkJoinPool.class))
            .orShould()
            .accessTargetWhere(target(Executors.class))
            .orShould()
            .callMethod(ForkJoinPool.class, "commonPool")
            .orShould()
            .callMethodWhere(named("parallelStream", "parallel"))
            .orShould()
            .callMethodWhere(asyncWithoutExecutor())
            .because("the container counts, names and ends its threads, and knows what runs in them");

    @ArchTest
    static final ArchRule timers_end_with_the_application = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "timer..")
            .should()
            .dependOnClassesThat(assignableTo(ManagedScheduledExecutorService.class))
            .because("Timers end with the bean that they work for");

    @ArchTest
    static final ArchRule nothing_sleeps =
            noClasses().should().callMethodWhere(named("sleep", "onSpinWait")).because("waiting has a condition");

    // Output and time

    @ArchTest
    static final ArchRule nothing_is_printed = noClasses()
            .should(ACCESS_STANDARD_STREAMS)
            .orShould()
            .callMethodWhere(named("printStackTrace"))
            .because("the log has levels, and an operator");

    @ArchTest
    static final ArchRule dates_are_those_of_java_time = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "security..")
            .should()
            .dependOnClassesThat(assignableTo(Date.class).or(assignableTo(Calendar.class)))
            .because("only the library for tokens still asks for others");

    @ArchTest
    static final ArchRule the_time_comes_from_the_clock = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("org.parley.config.SettingsProducer")
            .should()
            .callMethodWhere(called("now", Instant.class, LocalDate.class, LocalDateTime.class)
                    .or(called("now", OffsetDateTime.class, ZonedDateTime.class))
                    .or(called("currentTimeMillis", System.class))
                    .or(called("systemUTC", Clock.class))
                    .or(called("systemDefaultZone", Clock.class)))
            .because("tests have their own clock");

    // Settings

    @ArchTest
    static final ArchRule settings_are_read_in_one_place = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "config..")
            // These come before there is anything to inject.
            .and()
            .doNotHaveFullyQualifiedName("org.parley.cache.CacheSelection")
            .and()
            .doNotHaveFullyQualifiedName("org.parley.broker.BrokerSelection")
            .and()
            .doNotHaveFullyQualifiedName("org.parley.app.ParleyDataSource")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ConfigProvider.class)
            .orShould()
            .callMethodWhere(called("getenv", System.class).or(called("getProperty", System.class)))
            .because("everything else injects " + Settings.class.getSimpleName());

    // Names and conventions

    @ArchTest
    static final ArchRule classes_are_named_for_what_they_are = classes()
            .should()
            .haveNameNotMatching(".*(Impl|Manager|Helper|Utils?|D[Tt][Oo]|Abstract\\w*)")
            .because("such a name says nothing");

    @ArchTest
    static final ArchRule stateless_beans_can_be_proxied = classes()
            .that()
            .areAnnotatedWith(Stateless.class)
            .should()
            .bePublic()
            .andShould()
            .notHaveModifier(JavaModifier.FINAL);

    /** Called by EJBs, or in transactions of their own, and never else. */
    private static final Set<String> ONLY_INSIDE = Set.of(
            "Attachments",
            "ConversationLocks",
            "Mentions",
            "ModeChange",
            "PicturesInUse",
            "PresentState",
            "Reactions",
            "Targets");

    /** On a thread of its own, anybody else could be given the persistence context of an invocation that has ended. */
    @ArchTest
    static final ArchRule who_reads_outside_of_a_transaction_is_a_stateless_bean = fields().that()
            .areAnnotatedWith(PersistenceContext.class)
            .should()
            .beDeclaredInClassesThat(DescribedPredicate.describe(
                    "are stateless beans or called by them",
                    type -> type.isAnnotatedWith(Stateless.class) || ONLY_INSIDE.contains(type.getSimpleName())));

    @ArchTest
    static final ArchRule resources_are_public_and_named_so = classes()
            .that()
            .areAnnotatedWith(jakarta.ws.rs.Path.class)
            .should()
            .bePublic()
            .andShould()
            .haveSimpleNameEndingWith("Resource");

    @ArchTest
    static final ArchRule administration_is_for_administrators = classes()
            .that()
            .resideInAPackage(ROOT + "admin..")
            .and()
            .areAnnotatedWith(jakarta.ws.rs.Path.class)
            .should()
            .beAnnotatedWith("org.parley.admin.AdministratorsOnly");

    @ArchTest
    static final ArchRule entities_are_made_in_their_own_package = noClasses()
            .should()
            .callConstructorWhere(DescribedPredicate.describe(
                    "of an entity of another package",
                    call -> call.getTargetOwner().isAnnotatedWith(Entity.class) && crossesPackages(call)));

    @ArchTest
    static final ArchRule accounts_and_sessions_stay_in_their_packages = classes()
            .that()
            .areAnnotatedWith(Entity.class)
            .and()
            .resideInAnyPackage(ROOT + "user..", ROOT + "security..")
            .should()
            .onlyBeAccessed()
            .byClassesThat()
            .resideInAnyPackage(ROOT + "user..", ROOT + "security..")
            .because("what others need of them is a record");

    @ArchTest
    static final ArchRule logs_go_to_the_platforms_logging = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.slf4j..", "org.apache.logging..", "org.apache.commons.logging..");

    @ArchTest
    static void every_package_has_its_place_in_the_rules(JavaClasses parley) {
        assertEquals(
                MAY_USE.keySet(),
                parley.stream()
                        .map(type ->
                                type.getPackageName().substring(ROOT.length()).split("\\.")[0])
                        .collect(Collectors.toSet()));
    }

    @Test
    void every_package_says_what_it_is_for() throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java/org/parley"))) {
            List<Path> silent = folders.filter(ArchitectureTest::hasClasses)
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .toList();
            assertEquals(List.of(), silent);
        }
    }

    private static boolean hasClasses(Path folder) {
        String[] files = folder.toFile().list();
        return files != null && Arrays.stream(files).anyMatch(file -> file.endsWith(".java"));
    }

    private static DescribedPredicate<JavaClass> nestedIn(String name) {
        return DescribedPredicate.describe(
                "nested in " + name, type -> type.getName().startsWith(name + "$"));
    }

    private static DescribedPredicate<JavaCall<?>> owner(Class<?>... owners) {
        return DescribedPredicate.describe("of " + Arrays.toString(owners), call -> Arrays.stream(owners)
                .anyMatch(call.getTargetOwner()::isAssignableTo));
    }

    private static DescribedPredicate<JavaAccess<?>> target(Class<?> owner) {
        return DescribedPredicate.describe(
                "of " + owner, access -> access.getTargetOwner().isEquivalentTo(owner));
    }

    private static DescribedPredicate<JavaCall<?>> named(String... names) {
        return DescribedPredicate.describe(
                "of " + Arrays.toString(names), call -> List.of(names).contains(call.getName()));
    }

    private static DescribedPredicate<JavaCall<?>> called(String name, Class<?>... owners) {
        return named(name).and(owner(owners));
    }

    private static DescribedPredicate<JavaCall<?>> asyncWithoutExecutor() {
        return DescribedPredicate.describe(
                "that runs in a pool of the platform's",
                call -> call.getTargetOwner().isAssignableTo(CompletionStage.class)
                        && call.getName().endsWith("Async")
                        && call.getTarget().getRawParameterTypes().stream()
                                .noneMatch(parameter -> parameter.isEquivalentTo(Executor.class)));
    }

    private static boolean crossesPackages(JavaCall<?> call) {
        return !call.getOriginOwner()
                .getPackageName()
                .equals(call.getTargetOwner().getPackageName());
    }
}
