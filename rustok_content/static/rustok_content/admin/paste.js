// What is pasted from a word processor or a web page, as Markdown or as small clean HTML. The server cleans again.
"use strict";

rustok.pasted = (() => {
  const DROPPED = new Set(["SCRIPT", "STYLE", "HEAD", "META", "LINK", "TITLE", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "O:P"]);
  const MEANING = "h1,h2,h3,h4,h5,h6,ul,ol,table,a[href],strong,b,em,i,blockquote,pre,code,img[src],p";
  const INLINE = { STRONG: "strong", B: "strong", EM: "em", I: "em", CODE: "code", S: "del", DEL: "del", STRIKE: "del" };

  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  const plain = (text) => text.replace(/[\\`*_[\]<>]/g, "\\$&");
  const link = (address) => (/^(https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i.test(address ?? "") ? address : "");

  const WRITERS = {
    markdown: {
      text: plain,
      strong: (inner) => around(inner, "**"),
      em: (inner) => around(inner, "*"),
      del: (inner) => around(inner, "~~"),
      code: (inner, raw) => `\`${raw}\``,
      a: (inner, address) => `[${inner}](${rustok.bracketed(address)})`,
      img: (alt, address) => `![${plain(alt)}](${rustok.bracketed(address)})`,
      br: () => "  \n",
      p: (inner) => inner.replace(/^(#{1,6}\s|[-+]\s|\d+[.)]\s)/, "\\$1"),
      heading: (level, inner) => `${"#".repeat(level)} ${inner}`,
      quote: (inner) => inner.split("\n").map((each) => `> ${each}`.trimEnd()).join("\n"),
      pre: (raw) => `\`\`\`\n${raw.replace(/\n$/, "")}\n\`\`\``,
      hr: () => "---",
      list: (items, ordered) =>
        items.map((item, index) => {
          const mark = ordered ? `${index + 1}. ` : "- ";
          return mark + item.replaceAll("\n", `\n${" ".repeat(mark.length)}`);
        }).join("\n"),
      table: (rows) => {
        const width = Math.max(...rows.map((row) => row.length));
        const written = rows.map((row) => `| ${Array.from({ length: width }, (_, at) => (row[at] ?? "").replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ")).join(" | ")} |`);
        return [written[0], `|${" --- |".repeat(width)}`, ...written.slice(1)].join("\n");
      },
      join: (parts) => parts.join("\n\n"),
      tight: (parts) => parts.join("\n"),
    },
    html: {
      text: escaped,
      strong: (inner) => `<strong>${inner}</strong>`,
      em: (inner) => `<em>${inner}</em>`,
      del: (inner) => `<del>${inner}</del>`,
      code: (inner) => `<code>${inner}</code>`,
      a: (inner, address) => `<a href="${escaped(address)}">${inner}</a>`,
      img: (alt, address) => `<img src="${escaped(address)}" alt="${escaped(alt)}">`,
      br: () => "<br>",
      p: (inner) => `<p>${inner}</p>`,
      heading: (level, inner) => `<h${level}>${inner}</h${level}>`,
      quote: (inner) => `<blockquote>\n${inner}\n</blockquote>`,
      pre: (raw) => `<pre><code>${escaped(raw)}</code></pre>`,
      hr: () => "<hr>",
      list: (items, ordered) => {
        const name = ordered ? "ol" : "ul";
        return `<${name}>\n${items.map((item) => `<li>${item}</li>`).join("\n")}\n</${name}>`;
      },
      table: (rows) => `<table>\n${rows.map((row, at) => `<tr>${row.map((cell) => (at ? `<td>${cell}</td>` : `<th>${cell}</th>`)).join("")}</tr>`).join("\n")}\n</table>`,
      join: (parts) => parts.join("\n"),
      tight: (parts) => parts.join("\n"),
    },
  };

  /** Marks stand at the words: spaces within them would undo them. */
  function around(inner, mark) {
    const [, before, words, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(inner);
    return words ? `${before}${mark}${words}${mark}${after}` : inner;
  }

  /** Word processors say by style what pages say by elements. */
  function looks(element) {
    const style = element.style ?? {};
    const weight = style.fontWeight;
    const bold = weight === "bold" || weight === "bolder" || Number(weight) >= 600;
    return {
      strong: bold,
      em: style.fontStyle === "italic",
      // Google Docs puts everything into <b style="font-weight: normal">.
      light: weight === "normal" || weight === "400",
      upright: style.fontStyle === "normal",
    };
  }

  function words(node, write, inHeading = false) {
    let found = "";
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        found += write.text(child.data.replace(/[\s\u00a0]+/g, " "));
      } else if (child.nodeType === Node.ELEMENT_NODE && !DROPPED.has(child.nodeName.toUpperCase())) {
        found += inline(child, write, inHeading);
      }
    }
    return found;
  }

  function inline(element, write, inHeading) {
    const name = element.nodeName.toUpperCase();
    if (name === "BR") return write.br();
    if (name === "IMG") {
      const address = link(element.getAttribute("src"));
      return address ? write.img(element.alt ?? "", address) : "";
    }
    const inner = words(element, write, inHeading);
    if (!inner.trim()) return inner;
    if (name === "A") {
      const address = link(element.getAttribute("href"));
      return address ? write.a(inner.trim(), address) : inner;
    }
    const style = looks(element);
    let meaning = INLINE[name];
    if ((meaning === "strong" && style.light) || (meaning === "em" && style.upright)) meaning = undefined;
    // A heading is bold by itself.
    if (inHeading && meaning === "strong") meaning = undefined;
    let said = meaning ? write[meaning](inner, element.textContent) : inner;
    if (!meaning && style.strong && !inHeading) said = write.strong(said);
    if (meaning !== "em" && style.em) said = write.em(said);
    return said;
  }

  const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "MAIN", "HEADER", "FOOTER", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "TABLE", "BLOCKQUOTE", "PRE", "HR", "FIGURE", "DL", "DD", "DT", "ASIDE", "LI", "CENTER", "BODY"]);
  const isBlock = (node) => node.nodeType === Node.ELEMENT_NODE && BLOCKS.has(node.nodeName.toUpperCase());
  const holdsBlocks = (element) => [...element.querySelectorAll("*")].some(isBlock);
  const isWordItem = (node) => /MsoListParagraph/.test(node.className ?? "") || /mso-list:\s*l\d/i.test(node.getAttribute?.("style") ?? "");

  function blocks(parent, write) {
    const parts = [];
    let run = null;
    const flush = () => {
      if (run) {
        const said = words(run, write).trim();
        if (said) parts.push(write.p(said));
      }
      run = null;
    };
    let items = null;
    const endItems = () => {
      if (items) parts.push(write.list(items.said, items.ordered));
      items = null;
    };
    for (const node of parent.childNodes) {
      if (node.nodeType === Node.COMMENT_NODE || DROPPED.has(node.nodeName.toUpperCase())) continue;
      if (isBlock(node) && isWordItem(node)) {
        flush();
        const { said, ordered } = wordItem(node, write);
        if (items && items.ordered !== ordered) endItems();
        items ??= { said: [], ordered };
        items.said.push(said);
        continue;
      }
      if (node.nodeType === Node.TEXT_NODE && !node.data.trim() && !run) continue;
      endItems();
      if (!isBlock(node) && !(node.nodeType === Node.ELEMENT_NODE && holdsBlocks(node))) {
        run ??= document.createElement("p");
        run.append(node.cloneNode(true));
        continue;
      }
      flush();
      const said = block(node, write);
      if (said) parts.push(said);
    }
    flush();
    endItems();
    return parts;
  }

  /** An item of a list as Word has it: a paragraph that begins with the drawn mark. */
  function wordItem(node, write) {
    const copy = node.cloneNode(true);
    const mark = copy.querySelector("[style*='mso-list:Ignore' i]");
    const drawn = (mark ?? copy).textContent.trim();
    mark?.remove();
    const said = words(copy, write).trim();
    return { said: mark ? said : said.replace(/^(?:[·•o§]|\d+[.)])\s*/, ""), ordered: /^\w{1,3}[.)]/.test(drawn) };
  }

  function block(element, write) {
    const name = element.nodeName.toUpperCase();
    if (/^H[1-6]$/.test(name)) {
      const said = words(element, write, true).trim();
      // The title is the only heading of the first level.
      return said ? write.heading(Math.max(2, Number(name[1])), said) : "";
    }
    if (name === "UL" || name === "OL") return write.list(listItems(element, write), name === "OL");
    if (name === "TABLE") {
      const rows = [...element.rows].map((row) => [...row.cells].map((cell) => words(cell, write).trim()));
      return rows.length ? write.table(rows) : "";
    }
    if (name === "PRE") return write.pre(element.textContent);
    if (name === "HR") return write.hr();
    if (name === "BLOCKQUOTE") return write.quote(write.join(blocks(element, write)));
    if (name === "P" || name === "DT" || name === "DD") {
      const said = words(element, write).trim();
      return said ? write.p(said) : "";
    }
    return write.join(blocks(element, write));
  }

  function listItems(list, write) {
    const found = [];
    for (const item of list.children) {
      const nested = item.nodeName === "UL" || item.nodeName === "OL";
      // Google Docs puts a list beside the item that it belongs to.
      if (nested && found.length) found[found.length - 1] += `\n${write.list(listItems(item, write), item.nodeName === "OL")}`;
      else if (nested) found.push(...listItems(item, write));
      else if (item.nodeName === "LI") found.push(holdsBlocks(item) ? write.tight(blocks(item, write).map((each) => each.replace(/^<p>([\s\S]*)<\/p>$/, "$1"))) : words(item, write).trim());
    }
    return found;
  }

  /** Return pasted HTML as `markdown` or `html`; null where it has nothing that plain text has not. */
  function convert(html, format) {
    const write = WRITERS[format];
    // Nothing of a parsed document runs or is fetched.
    const body = new DOMParser().parseFromString(html, "text/html").body;
    const hasStyle = [...body.querySelectorAll("span")].some((each) => looks(each).strong || looks(each).em);
    if (!write || (!body.querySelector(MEANING) && !hasStyle)) return null;
    return write.join(blocks(body, write)).replace(/\n{3,}/g, "\n\n").trim() || null;
  }

  return Object.freeze({ convert });
})();
