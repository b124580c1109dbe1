package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypeNameTest {
    @ParameterizedTest
    @CsvSource({
        "image/jpeg, image/jpeg",
        "' IMAGE/JPEG ; name=\"a;b.jpg\"', image/jpeg",
        "'image/jpeg,image/jpeg', image/jpeg",
        "image/jpg, image/jpeg",
        "Text/X-vCard, text/vcard",
        "text/directory;profile=vCard, text/vcard",
        "audio/x-m4a, audio/mp4",
        "application/SMIL+xml, application/smil",
        "x-made/up+1, x-made/up+1"
    })
    void oneTypeHasOneName(String written, String name) {
        assertThat(TypeName.parse(written)).map(TypeName::value).hasValue(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ";",
                "jpeg",
                "image/",
                "/jpeg",
                "image/j peg",
                "image/jpeg/png",
                "image\u0000/jpeg",
                "картинка/jpeg"
            })
    void whatIsNoTypeHasNoName(String written) {
        assertThat(TypeName.parse(written)).isEmpty();
    }

    @Test
    void anEndlessOneHasNoNameEither() {
        assertThat(TypeName.parse("image/" + "x".repeat(1_000_000))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "image/jpeg, text/html",
        "IMAGE/PJPEG; x=1, application/json",
        "image/jpeg, text/plain",
        "image/png, application/xml",
        "image/heic, application/octet-stream",
        "image/gif, video/mp4",
        "video/mp4, text/html",
        "video/3gpp, image/jpeg",
        "audio/amr, text/html",
        "audio/opus, application/octet-stream",
        "text/vcard, text/html",
        "text/x-vcard, text/plain",
        "text/calendar, application/json",
        "application/smil, text/html",
        "application/pdf, text/html",
        "application/vnd.ms-excel, text/html",
        "text/plain, text/html",
        "text/plain, image/jpeg",
        "text/plain, application/x-msdownload"
    })
    void whatCannotBeWhatWasDeclaredIsOfAnotherFamily(String declared, String found) {
        assertThat(TypeName.isOfAnotherFamily(declared, found)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "image/jpeg, image/jpeg",
        "image/jpg, image/jpeg",
        "image/jpeg, image/png",
        "image/heif, image/heic",
        "audio/3gpp, video/3gpp",
        "video/mp4, audio/mp4",
        "audio/mp4, video/3gpp",
        "video/quicktime, video/mp4",
        "application/ogg, audio/ogg",
        "audio/mpeg, audio/aac",
        "text/plain, text/csv",
        "text/plain, text/vcard",
        "text/plain, application/smil",
        "text/html, application/smil",
        "text/x-unheard-of, text/plain",
        "text/vcard, text/calendar",
        "application/xml, application/smil",
        "application/smil, application/xml",
        "application/octet-stream, text/html",
        "binary/octet-stream, image/jpeg",
        "audio/x-never-seen, application/octet-stream",
        "application/x-never-seen, image/jpeg",
        "no type, text/html",
        ", text/html"
    })
    void otherwiseItIsNot(@Nullable String declared, String found) {
        assertThat(TypeName.isOfAnotherFamily(declared, found)).isFalse();
    }
}
