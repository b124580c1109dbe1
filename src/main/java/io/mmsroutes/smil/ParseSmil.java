package io.mmsroutes.smil;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.smil.ParseSmil.Scene.Reference;
import io.mmsroutes.text.TextDecoder;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the scenes of a SMIL: each {@code par} is one, and so is what stands alone. Namespaces and regions do not matter;
 * nothing outside of the document is asked for. w3.org/TR/SMIL3, and the MMS subset of OMA-TS-MMS_CONF.
 */
final class ParseSmil {
    private static final Set<String> SHOWN = Set.of("img", "video", "audio", "text", "ref");
    /** Many times what a phone shows; each reference costs work for each item of the message. */
    private static final int MAX_REFERENCES = 1_000;

    private static final int MAX_SCENES = 1_000;
    /** Elements within elements; a phone's SMIL has five. */
    private static final int MAX_DEPTH = 100;

    /**
     * @throws Rejected {@code smil-too-large} for more than 1 000 references or scenes, or elements more than 100 deep
     * @throws XMLStreamException for what is no XML
     */
    List<Scene> parse(byte[] document) throws XMLStreamException {
        XMLStreamReader xml = factory()
                .createXMLStreamReader(
                        new StringReader(TextDecoder.decode(document).strip()));
        try {
            return scenes(xml);
        } finally {
            xml.close();
        }
    }

    /** The JDK's own: what else may lie on the class path has other defaults. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // Phones use prefixes that they do not declare.
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        // JDK 24 and newer would refuse in words of their own what is counted here, and more attributes than a phone
        // may have.
        factory.setProperty("jdk.xml.maxElementDepth", "0");
        factory.setProperty("jdk.xml.elementAttributeLimit", "10000");
        return factory;
    }

    private static List<Scene> scenes(XMLStreamReader xml) throws XMLStreamException {
        List<Scene> scenes = new ArrayList<>();
        List<Reference> together = new ArrayList<>();
        BigDecimal seconds = null;
        int pars = 0;
        boolean body = false;
        int references = 0;
        int depth = 0;
        while (xml.hasNext()) {
            int event = xml.next();
            String element = xml.hasName() ? plain(xml.getLocalName()) : "";
            if (event == XMLStreamConstants.START_ELEMENT) {
                require(++depth <= MAX_DEPTH, "its elements are more than %s deep", MAX_DEPTH);
                String source = SHOWN.contains(element) && body ? attribute(xml, "src") : null;
                require(
                        source == null || ++references <= MAX_REFERENCES,
                        "it refers to media more than %s times",
                        MAX_REFERENCES);
                if (element.equals("body")) {
                    body = true;
                } else if (element.equals("par") && pars++ == 0) {
                    seconds = ClockValue.seconds(attribute(xml, "dur"));
                } else if (source != null && pars > 0) {
                    together.add(new Reference(element, source));
                } else if (source != null) {
                    scenes.add(new Scene(
                            List.of(new Reference(element, source)), ClockValue.seconds(attribute(xml, "dur"))));
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
                if (element.equals("par") && --pars == 0) {
                    require(scenes.size() < MAX_SCENES, "it has more than %s scenes", MAX_SCENES);
                    scenes.add(new Scene(List.copyOf(together), seconds));
                    together.clear();
                }
            }
        }
        return scenes;
    }

    private static void require(boolean within, String what, int limit) {
        if (!within) {
            throw new Rejected("smil-too-large", "The SMIL was not read: " + what.formatted(limit) + ".");
        }
    }

    private static @Nullable String attribute(XMLStreamReader xml, String name) {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (plain(xml.getAttributeLocalName(i)).equals(name)) {
                return xml.getAttributeValue(i);
            }
        }
        return null;
    }

    private static String plain(String name) {
        return name.substring(name.indexOf(':') + 1).toLowerCase(Locale.ROOT);
    }

    /**
     * What a SMIL shows at one time.
     *
     * @param shown in the order of the document
     * @param seconds null where the document does not say how long
     */
    record Scene(List<Reference> shown, @Nullable BigDecimal seconds) {
        /**
         * @param element in lower case, such as {@code img}
         * @param source as the document writes it
         */
        record Reference(String element, String source) {}
    }

    /** How long something is shown: {@code 5s}, {@code 5000ms}, {@code 1.5min}, {@code 00:05}; w3.org/TR/SMIL3, "Clock values". */
    static final class ClockValue {
        private static final Pattern COUNT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(h|min|s|ms)?");
        private static final Pattern CLOCK = Pattern.compile("(?:(\\d{1,4}):)?(\\d{1,2}):(\\d{1,2}(?:\\.\\d{1,9})?)");
        private static final Map<String, BigDecimal> UNITS = Map.of(
                "h",
                new BigDecimal(3_600),
                "min",
                new BigDecimal(60),
                "s",
                BigDecimal.ONE,
                "ms",
                new BigDecimal("0.001"));

        private ClockValue() {}

        /** Null for what is no length, such as {@code indefinite}. */
        static @Nullable BigDecimal seconds(@Nullable String written) {
            String text = written == null ? "" : written.strip();
            Matcher count = COUNT.matcher(text);
            if (count.matches()) {
                String unit = count.group(2) == null ? "s" : count.group(2);
                return plain(new BigDecimal(count.group(1)).multiply(UNITS.getOrDefault(unit, BigDecimal.ONE)));
            }
            Matcher clock = CLOCK.matcher(text);
            if (clock.matches()) {
                long hours = clock.group(1) == null ? 0 : Long.parseLong(clock.group(1));
                long minutes = 60 * hours + Long.parseLong(clock.group(2));
                return plain(new BigDecimal(clock.group(3)).add(BigDecimal.valueOf(60 * minutes)));
            }
            return null;
        }

        /** 5, neither 5.000 nor 5E+0. */
        private static BigDecimal plain(BigDecimal seconds) {
            BigDecimal shortest = seconds.stripTrailingZeros();
            return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
        }
    }
}
