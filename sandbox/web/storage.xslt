<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT
     Storage format to HTML. render.c has put `href` (and `missing`) on ri:page and ri:attachment,
     and `child` elements into the children macro, before this runs. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:ac="http://atlassian.com/content" xmlns:ri="http://atlassian.com/resource/identifier"
    exclude-result-prefixes="ac ri">
<xsl:output method="html" encoding="UTF-8" indent="no"/>

<xsl:template match="/"><xsl:apply-templates select="xml/node()"/></xsl:template>

<!-- Plain elements stay, but for those that run or load something. -->
<xsl:template match="*">
  <xsl:element name="{local-name()}">
    <xsl:apply-templates select="@*"/>
    <xsl:apply-templates/>
  </xsl:element>
</xsl:template>
<xsl:template match="@*"/>
<xsl:template match="@id|@class|@style|@title|@colspan|@rowspan|@start|@datetime|@width|@height|@align|@dir|@lang">
  <xsl:copy/>
</xsl:template>
<xsl:template match="@data-highlight-colour">
  <xsl:attribute name="style">background: <xsl:value-of select="."/></xsl:attribute>
</xsl:template>
<xsl:template match="@href">
  <xsl:if test="not(contains(translate(., 'JAVSCRIPT', 'javscript'), 'javascript:'))"><xsl:copy/></xsl:if>
</xsl:template>
<xsl:template match="script|style|iframe|object|embed|form|input|link|meta|base"/>

<xsl:template match="table">
  <div class="table"><table><xsl:apply-templates select="@*"/><xsl:apply-templates/></table></div>
</xsl:template>

<xsl:template match="h1|h2|h3|h4|h5|h6">
  <xsl:element name="{local-name()}">
    <xsl:attribute name="id"><xsl:call-template name="slug"/></xsl:attribute>
    <xsl:apply-templates/>
  </xsl:element>
</xsl:template>
<xsl:template name="slug">
  <xsl:variable name="words"><xsl:for-each select=".//text()[not(ancestor::ac:parameter)]"><xsl:value-of select="."/></xsl:for-each></xsl:variable>
  <xsl:value-of select="translate(normalize-space($words), ' ', '-')"/>
</xsl:template>

<xsl:template match="time"><span class="date"><xsl:value-of select="@datetime"/></span></xsl:template>

<!-- Links -->
<xsl:template match="ac:link">
  <xsl:variable name="target" select="ri:*[1]"/>
  <xsl:variable name="anchor"><xsl:if test="@ac:anchor">#<xsl:value-of select="@ac:anchor"/></xsl:if></xsl:variable>
  <a>
    <xsl:choose>
      <xsl:when test="$target/@missing"><xsl:attribute name="class">missing</xsl:attribute><xsl:attribute name="title">There is no such page or attachment: <xsl:value-of select="$target/@missing"/></xsl:attribute></xsl:when>
      <xsl:otherwise><xsl:attribute name="href"><xsl:value-of select="concat($target/@href, $anchor)"/></xsl:attribute></xsl:otherwise>
    </xsl:choose>
    <xsl:choose>
      <xsl:when test="ac:link-body|ac:plain-text-link-body|ac:image"><xsl:apply-templates select="ac:link-body|ac:plain-text-link-body|ac:image"/></xsl:when>
      <xsl:when test="$target/@ri:content-title"><xsl:value-of select="$target/@ri:content-title"/></xsl:when>
      <xsl:when test="$target/@ri:filename"><xsl:value-of select="$target/@ri:filename"/></xsl:when>
      <xsl:when test="local-name($target) = 'user'">@<xsl:value-of select="$target/@*[1]"/></xsl:when>
      <xsl:when test="$target/@ri:space-key"><xsl:value-of select="$target/@ri:space-key"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="@ac:anchor"/></xsl:otherwise>
    </xsl:choose>
  </a>
</xsl:template>
<xsl:template match="ac:link-body|ac:plain-text-link-body|ac:rich-text-body"><xsl:apply-templates/></xsl:template>

<!-- Images -->
<xsl:template match="ac:image">
  <xsl:variable name="source" select="ri:attachment/@href|ri:url/@ri:value"/>
  <span class="image {@ac:align}">
    <xsl:choose>
      <xsl:when test="$source">
        <img src="{$source}" alt="{@ac:alt}" title="{@ac:title}">
          <xsl:if test="@ac:width"><xsl:attribute name="width"><xsl:value-of select="@ac:width"/></xsl:attribute></xsl:if>
          <xsl:if test="@ac:height and not(@ac:width)"><xsl:attribute name="height"><xsl:value-of select="@ac:height"/></xsl:attribute></xsl:if>
        </img>
      </xsl:when>
      <xsl:otherwise><span class="placeholder">Image is not attached: <xsl:value-of select="ri:attachment/@ri:filename"/></span></xsl:otherwise>
    </xsl:choose>
    <xsl:if test="ac:caption"><span class="caption"><xsl:apply-templates select="ac:caption/text()|ac:caption/p/node()|ac:caption/*[not(self::p)]"/></span></xsl:if>
  </span>
</xsl:template>

<!-- Tasks -->
<xsl:template match="ac:task-list"><ul class="tasks"><xsl:apply-templates select="ac:task|ac:task-list"/></ul></xsl:template>
<xsl:template match="ac:task">
  <li class="{ac:task-status}"><span class="box"><xsl:if test="ac:task-status = 'complete'">&#10003;</xsl:if></span><span class="task"><xsl:apply-templates select="ac:task-body/node()"/></span></li>
</xsl:template>

<!-- Layouts -->
<xsl:template match="ac:layout"><div class="layout"><xsl:apply-templates select="ac:layout-section"/></div></xsl:template>
<xsl:template match="ac:layout-section"><div class="section {@ac:type}"><xsl:apply-templates select="ac:layout-cell"/></div></xsl:template>
<xsl:template match="ac:layout-cell"><div class="cell"><xsl:apply-templates/></div></xsl:template>

<!-- Small ones -->
<xsl:template match="ac:emoticon"><span class="emoticon" title="{@ac:name}"><xsl:choose>
  <xsl:when test="@ac:emoji-fallback"><xsl:value-of select="@ac:emoji-fallback"/></xsl:when>
  <xsl:when test="@ac:name = 'tick'">&#9989;</xsl:when>
  <xsl:when test="@ac:name = 'cross'">&#10060;</xsl:when>
  <xsl:when test="@ac:name = 'warning'">&#9888;&#65039;</xsl:when>
  <xsl:when test="@ac:name = 'information'">&#8505;&#65039;</xsl:when>
  <xsl:when test="@ac:name = 'smile'">&#128578;</xsl:when>
  <xsl:when test="@ac:name = 'sad'">&#128577;</xsl:when>
  <xsl:when test="@ac:name = 'thumbs-up'">&#128077;</xsl:when>
  <xsl:when test="@ac:name = 'thumbs-down'">&#128078;</xsl:when>
  <xsl:otherwise>(<xsl:value-of select="@ac:name"/>)</xsl:otherwise>
</xsl:choose></span></xsl:template>
<xsl:template match="ac:placeholder"><span class="placeholder"><xsl:apply-templates/></span></xsl:template>
<xsl:template match="ac:inline-comment-marker"><mark title="inline comment"><xsl:apply-templates/></mark></xsl:template>
<xsl:template match="ac:adf-extension"><xsl:apply-templates select="ac:adf-fallback/node()"/></xsl:template>
<xsl:template match="ac:parameter|ac:default-parameter"/>
<xsl:template match="ac:*"><xsl:apply-templates/></xsl:template>
<xsl:template match="ri:*"/>

<!-- Macros -->
<xsl:template match="ac:structured-macro|ac:macro">
  <div class="macro unknown"><span class="name">Macro <xsl:value-of select="@ac:name"/></span>
    <xsl:apply-templates select="ac:rich-text-body/node()"/>
    <xsl:if test="ac:plain-text-body"><pre><xsl:value-of select="ac:plain-text-body"/></pre></xsl:if>
  </div>
</xsl:template>
<xsl:template match="ac:structured-macro[@ac:name='code' or @ac:name='noformat']">
  <div class="code">
    <xsl:variable name="title" select="ac:parameter[@ac:name='title']"/>
    <xsl:variable name="language" select="ac:parameter[@ac:name='language']"/>
    <xsl:if test="$title or $language"><div class="bar"><span><xsl:value-of select="$title"/></span><span class="language"><xsl:value-of select="$language"/></span></div></xsl:if>
    <pre><xsl:value-of select="ac:plain-text-body"/></pre>
  </div>
</xsl:template>
<xsl:template match="ac:structured-macro[@ac:name='info' or @ac:name='tip' or @ac:name='note' or @ac:name='warning' or @ac:name='panel']">
  <div class="panel {@ac:name}">
    <xsl:variable name="colour" select="ac:parameter[@ac:name='bgColor']"/>
    <xsl:if test="$colour and not(contains($colour, ';'))"><xsl:attribute name="style">background: <xsl:value-of select="$colour"/></xsl:attribute></xsl:if>
    <xsl:if test="ac:parameter[@ac:name='title']"><p class="title"><xsl:value-of select="ac:parameter[@ac:name='title']"/></p></xsl:if>
    <xsl:apply-templates select="ac:rich-text-body/node()"/>
  </div>
</xsl:template>
<xsl:template match="ac:structured-macro[@ac:name='expand']">
  <details><summary><xsl:choose>
    <xsl:when test="ac:parameter[@ac:name='title'] != ''"><xsl:value-of select="ac:parameter[@ac:name='title']"/></xsl:when>
    <xsl:otherwise>Click here to expand...</xsl:otherwise></xsl:choose></summary>
    <xsl:apply-templates select="ac:rich-text-body/node()"/></details>
</xsl:template>
<xsl:template match="ac:structured-macro[@ac:name='status']">
  <span class="status {translate(ac:parameter[@ac:name='colour'], 'GREYDBLUPNW', 'greydblupnw')}"><xsl:value-of select="ac:parameter[@ac:name='title']"/></span>
</xsl:template>
<xsl:template match="ac:structured-macro[@ac:name='anchor']"><a class="anchor" id="{ac:parameter[@ac:name='']}"></a></xsl:template>
<xsl:template match="ac:structured-macro[@ac:name='toc']">
  <xsl:variable name="min"><xsl:choose><xsl:when test="ac:parameter[@ac:name='minLevel']"><xsl:value-of select="ac:parameter[@ac:name='minLevel']"/></xsl:when><xsl:otherwise>1</xsl:otherwise></xsl:choose></xsl:variable>
  <xsl:variable name="max"><xsl:choose><xsl:when test="ac:parameter[@ac:name='maxLevel']"><xsl:value-of select="ac:parameter[@ac:name='maxLevel']"/></xsl:when><xsl:otherwise>6</xsl:otherwise></xsl:choose></xsl:variable>
  <ul class="toc"><xsl:for-each select="//h1|//h2|//h3|//h4|//h5|//h6">
    <xsl:variable name="level" select="number(substring(local-name(), 2))"/>
    <xsl:if test="$level &gt;= number($min) and $level &lt;= number($max)">
      <xsl:variable name="slug"><xsl:call-template name="slug"/></xsl:variable>
      <li class="level{$level}"><a href="#{$slug}"><xsl:for-each select=".//text()[not(ancestor::ac:parameter)]"><xsl:value-of select="."/></xsl:for-each></a></li>
    </xsl:if>
  </xsl:for-each></ul>
</xsl:template>
<xsl:template match="ac:structured-macro[@ac:name='children']"><ul class="children"><xsl:apply-templates select="child"/></ul></xsl:template>
<xsl:template match="child"><li><a href="{@href}"><xsl:value-of select="@title"/></a><xsl:if test="child"><ul><xsl:apply-templates select="child"/></ul></xsl:if></li></xsl:template>
<xsl:template match="ac:structured-macro[@ac:name='view-file']">
  <xsl:variable name="file" select="ac:parameter[@ac:name='name']/ri:attachment"/>
  <p class="file">&#128206; <a href="{$file/@href}"><xsl:value-of select="$file/@ri:filename"/></a></p>
</xsl:template>
<xsl:template match="ac:structured-macro[@ac:name='excerpt' or @ac:name='details' or @ac:name='section' or @ac:name='column']">
  <div class="{@ac:name}"><xsl:apply-templates select="ac:rich-text-body/node()"/></div>
</xsl:template>
<xsl:template match="ac:structured-macro[@ac:name='mathinline' or @ac:name='eazy-math-inline']"><code class="math"><xsl:value-of select="ac:parameter[@ac:name='body']"/></code></xsl:template>
<xsl:template match="ac:structured-macro[@ac:name='mathblock' or @ac:name='easy-math-block']"><pre class="math"><xsl:value-of select="ac:plain-text-body|ac:parameter[@ac:name='body']"/></pre></xsl:template>
</xsl:stylesheet>
