"""The way of Telnyx's guide for receiving MMS: download what the webhook lists, write it to a file, answer 200.
Nothing is verified, checked or synced. Arguments: port, folder. GET /switches tells what the process cost the kernel."""

import os
import resource
import sys
from urllib.parse import urlparse

import requests
from flask import Flask, request

app = Flask(__name__)


def download(url):
    answer = requests.get(url, allow_redirects=True)
    name = urlparse(url).path.strip("/").replace("/", "-")
    with open(os.path.join(sys.argv[2], name), "wb") as file:
        file.write(answer.content)
    return name


@app.route("/webhooks", methods=["POST"])
def receive():
    payload = request.json["data"]["payload"]
    names = [download(media["url"]) for media in payload["media"]]
    app.logger.info("message from %s: %s", payload["from"]["phone_number"], names)
    return "", 200


@app.route("/switches")
def switches():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return str(used.ru_nvcsw + used.ru_nivcsw)


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]))
