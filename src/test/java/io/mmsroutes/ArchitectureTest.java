package io.mmsroutes;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.mmsroutes.YamlFile.Place;
import io.mmsroutes.account.Callers;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.app.GatewayWiring;
import io.mmsroutes.database.FreeSpace;
import io.mmsroutes.doctor.Doctor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.spi.RoutePolicy;

/** How the Java is laid out. */
@AnalyzeClasses(packages = "io.mmsroutes", importOptions = DoNotIncludeTests.class)
@ArchTag("one-camel")
class ArchitectureTest {
    private static final String SIMULATOR = "io.mmsroutes.simulator..";

    /** Of a bean that routes call, all of them about one shape. */
    private static final int MOST_METHODS = 7;

    /** Counts down the bytes of one response, on the one thread that reads it. */
    private static final Set<String> COUNTERS = Set.of("io.mmsroutes.media.GuardedEntity$Counted.left");

    private static final Set<String> SLEEP = Set.of("java.lang.Thread.sleep", "java.util.concurrent.TimeUnit.sleep");

    private static final Set<String> CHARSET_OF_THE_MACHINE = Set.of(
            "java.lang.String.getBytes()",
            "java.lang.String.<init>([B)",
            "java.lang.String.<init>([B, int, int)",
            "java.io.ByteArrayOutputStream.toString()",
            "java.io.InputStreamReader.<init>(java.io.InputStream)",
            "java.io.OutputStreamWriter.<init>(java.io.OutputStream)",
            "java.io.FileReader.<init>(java.io.File)",
            "java.io.FileReader.<init>(java.lang.String)",
            "java.io.FileWriter.<init>(java.io.File)",
            "java.io.FileWriter.<init>(java.lang.String)");

    /** Beans that stand before any route does. */
    private static final Map<String, String> BOUND_BY_GATEWAY_WIRING = Map.of(
            "callers", Callers.class.getName(),
            "doctor", Doctor.class.getName(),
            "freeSpace", FreeSpace.class.getName(),
            "telnyxAccounts", TelnyxAccounts.class.getName());

    @ArchTest
    static final ArchRule classesAreNamedForWhatTheyDecideOrAre = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Manager|Service|Impl|Processor|Constants|Misc)");

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("io.mmsroutes.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule whatDecidesKnowsNoPlumbing = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.mmsroutes.telnyx..",
                    "io.mmsroutes.inbound..",
                    "io.mmsroutes.media..",
                    "io.mmsroutes.outbound..",
                    "io.mmsroutes.failure..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.mmsroutes.broker..", "io.mmsroutes.repository..", "io.mmsroutes.admin..", SIMULATOR);

    @ArchTest
    static final ArchRule theGatewayRunsWithoutTheSimulator = noClasses()
            .that()
            .resideOutsideOfPackage(SIMULATOR)
            .and()
            .doNotBelongToAnyOf(Gateway.class, GatewayWiring.class)
            .should()
            .dependOnClassesThat(resideInAPackage(SIMULATOR));

    @ArchTest
    static final ArchRule beansKnowNoExchange = noClasses()
            .that(not(assignableTo(AggregationStrategy.class)))
            .and(not(assignableTo(RoutePolicy.class)))
            .and(not(assignableTo(Consumer.class)))
            .and(not(assignableTo(Producer.class)))
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Exchange.class);

    /** The database goes when what it has stands in the database. */
    @ArchTest
    static final ArchRule onlyTheDatabaseSpeaksSql = noClasses()
            .that()
            .resideOutsideOfPackages("io.mmsroutes.database..", "io.mmsroutes.repository..")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("org.springframework.jdbc..", "org.springframework.dao..", "javax.sql..")
                            .or(belongToAnyOf(Connection.class, Statement.class, ResultSet.class)));

    @ArchTest
    static final ArchRule nothingChangesOnceItIsMade = fields().that()
            .areDeclaredInClassesThat(describe("are no records", type -> !type.isRecord()))
            .and(describe("are no named counters", field -> !COUNTERS.contains(field.getFullName())))
            .should()
            .beFinal()
            .orShould()
            .haveModifier(JavaModifier.VOLATILE);

    @ArchTest
    static final ArchRule onlyTheCommandLineSpeaksToTheConsole = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(Gateway.class.getName())
            .should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule logsGoThroughSlf4j =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .should()
            .accessTargetWhere(describe(
                    "puts the thread to sleep",
                    access -> SLEEP.contains(access.getTargetOwner().getName() + "."
                            + access.getTarget().getName())));

    @ArchTest
    static final ArchRule textNamesItsCharset = noClasses()
            .should()
            .accessTargetWhere(describe(
                    "takes the charset of the machine",
                    access -> CHARSET_OF_THE_MACHINE.contains(access.getTarget().getFullName())));

    @ArchTest
    static void beansThatRoutesCallHaveFewPublicMethodsAndNoTwoOfOneName(JavaClasses classes) {
        Map<String, String> types = typesOfBeans();
        Stream<BeanCall> calls = Stream.of(YamlFile.routes(), YamlFile.kamelets())
                .flatMap(List::stream)
                .flatMap(YamlFile::places)
                .filter(place -> Set.of("bean", "method").contains(place.key()))
                .filter(place -> place.node().isObject())
                .map(place -> BeanCall.at(place, types, classes));

        // Camel itself looks for the method when the first message comes.
        assertThat(calls.filter(call -> !call.methods().contains(call.method())
                        || call.methods().size() > MOST_METHODS
                        || Set.copyOf(call.methods()).size() < call.methods().size()))
                .as(
                        "A bean that routes call stands in beans.camel.yaml, or is bound by a class of wiring;"
                                + " it has no more than seven public methods, no two of one name, and the route calls one of them.")
                .isEmpty();
    }

    private static Map<String, String> typesOfBeans() {
        Map<String, String> types = new HashMap<>(BOUND_BY_GATEWAY_WIRING);
        YamlFile.routes().stream()
                .flatMap(file -> file.defined("beans"))
                .flatMap(Place::children)
                .forEach(bean ->
                        types.put(bean.child("name").text(), bean.child("type").text()));
        return types;
    }

    /**
     * @param type empty for a bean that nobody defines
     * @param methods the public ones of the type
     */
    private record BeanCall(Place place, String type, String method, List<String> methods) {
        static BeanCall at(Place place, Map<String, String> types, JavaClasses classes) {
            String ref = place.child("ref").text();
            String type = ref.isEmpty() ? place.child("beanType").text() : typeOf(ref, place.file(), types);
            String method = place.child("method").text().replaceFirst("(?s)\\(.*", "");
            return new BeanCall(
                    place,
                    type,
                    method,
                    classes.contain(type) ? publicMethods(classes.get(type).reflect()) : List.of());
        }

        /** A Kamelet names the beans of its own in braces. */
        private static String typeOf(String ref, YamlFile file, Map<String, String> types) {
            Place ownBeans = file.whole().child("spec").child("template").child("beans");
            return ownBeans.children()
                    .filter(bean ->
                            ref.equals("{{%s}}".formatted(bean.child("name").text())))
                    .map(bean -> bean.child("type").text())
                    .findFirst()
                    .orElseGet(() -> types.getOrDefault(ref, ""));
        }

        private static List<String> publicMethods(Class<?> type) {
            Set<String> notOurs =
                    Stream.of(Object.class.getMethods()).map(Method::getName).collect(Collectors.toSet());
            if (type.isRecord()) {
                Stream.of(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .forEach(notOurs::add);
            }
            return Stream.of(type.getMethods())
                    .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
                    .map(Method::getName)
                    .filter(name -> !notOurs.contains(name))
                    .toList();
        }
    }
}
